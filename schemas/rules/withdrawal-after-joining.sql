-- severity: warning
-- title: "A state leaves an agreement only after it has joined"
-- title_fr: "Un État ne quitte un accord qu’après l’avoir rejoint"
-- title_es: "Un Estado solo deja un acuerdo después de haberse unido"
-- message: "{row}: the state withdraws on {value}, but no earlier act says that it had joined."
-- message_fr: "{row} : l’État se retire le {value}, mais aucun acte antérieur ne dit qu’il avait rejoint l’accord."
-- message_es: "{row}: el Estado se retira el {value}, pero ningún acto anterior dice que se hubiera unido."
-- remedy: "Add the ratification, accession or other act by which the state joined, or correct the date."
-- remedy_fr: "Ajoutez la ratification, l’adhésion ou l’autre acte par lequel l’État a rejoint l’accord, ou corrigez la date."
-- remedy_es: "Añada la ratificación, la adhesión u otro acto por el que el Estado se unió, o corrija la fecha."

SELECT w._file, w._line, w._row, 'date' AS field, w.date AS value, w.id AS "row"
FROM membership_actions AS w
WHERE w.action = 'withdrawal'
  AND NOT EXISTS (
    SELECT 1
    FROM membership_actions AS j
    WHERE j.agreement_id = w.agreement_id
      AND j.country_code = w.country_code
      AND j.action NOT IN ('signature', 'withdrawal')
      AND edtf_first(j.date) <= edtf_last(w.date)
  )
