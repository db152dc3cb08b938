-- severity: warning
-- title: "An agreement enters into force for a state after its consent"
-- title_fr: "Un accord entre en vigueur pour un État après son consentement"
-- title_es: "Un acuerdo entra en vigor para un Estado después de su consentimiento"
-- message: "{row}: in force for the state on {value}, before its first act of consent on {consent_date}."
-- message_fr: "{row} : en vigueur pour l’État le {value}, avant son premier acte de consentement le {consent_date}."
-- message_es: "{row}: en vigor para el Estado el {value}, antes de su primer acto de consentimiento el {consent_date}."
-- remedy: "Check both dates in the sources; a state that succeeded to the agreement has an act of succession."
-- remedy_fr: "Vérifiez les deux dates dans les sources ; un État qui a succédé à l’accord a un acte de succession."
-- remedy_es: "Compruebe las dos fechas en las fuentes; un Estado que sucedió en el acuerdo tiene un acto de sucesión."

-- Succession works back to the birth of the state, so it sets no earliest day.
WITH consents AS (
    SELECT agreement_id, country_code, min(edtf_first(date)) AS consent_date
    FROM membership_actions
    WHERE action IN (
        'ratification', 'acceptance', 'approval', 'accession', 'succession', 'consent', 'definitive-signature'
    )
    GROUP BY ALL
    HAVING NOT bool_or(action = 'succession')
)
SELECT m._file, m._line, m._row, 'date' AS field, m.date AS value, m.id AS "row",
       c.consent_date::VARCHAR AS consent_date
FROM membership_actions AS m
JOIN consents AS c ON c.agreement_id = m.agreement_id AND c.country_code = m.country_code
WHERE m.action = 'entry-into-force'
  AND edtf_last(m.date) < c.consent_date
