-- severity: error
-- title: "A membership act is not before the adoption of the agreement"
-- title_fr: "Un acte de participation ne précède pas l’adoption de l’accord"
-- title_es: "Un acto de participación no precede a la adopción del acuerdo"
-- message: "{row} is dated {value}, but {agreement} was adopted on {adoption_date}."
-- message_fr: "{row} est daté du {value}, mais {agreement} a été adopté le {adoption_date}."
-- message_es: "{row} lleva la fecha {value}, pero {agreement} se adoptó el {adoption_date}."
-- remedy: "Check the date and the agreement of the act in the source and correct the wrong one."
-- remedy_fr: "Vérifiez la date et l’accord de l’acte dans la source et corrigez ce qui est faux."
-- remedy_es: "Compruebe la fecha y el acuerdo del acto en la fuente y corrija lo que sea erróneo."

SELECT m._file, m._line, m._row, 'date' AS field, m.date AS value, m.id AS "row", a.id AS agreement, a.adoption_date
FROM membership_actions AS m
JOIN agreements AS a ON a.id = m.agreement_id
WHERE edtf_last(m.date) < edtf_first(a.adoption_date)
