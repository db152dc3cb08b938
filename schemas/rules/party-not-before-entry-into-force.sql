-- severity: warning
-- title: "An agreement does not bind a state before it is in force"
-- title_fr: "Un accord ne lie pas un État avant d’être en vigueur"
-- title_es: "Un acuerdo no obliga a un Estado antes de estar en vigor"
-- message: "{row}: in force for the state on {value}, but {agreement} itself entered into force on {entry_into_force_date}."
-- message_fr: "{row} : en vigueur pour l’État le {value}, mais {agreement} lui-même est entré en vigueur le {entry_into_force_date}."
-- message_es: "{row}: en vigor para el Estado el {value}, pero {agreement} entró en vigor el {entry_into_force_date}."
-- remedy: "Correct the date; the source may give the day of the ratification instead."
-- remedy_fr: "Corrigez la date ; la source donne peut-être le jour de la ratification."
-- remedy_es: "Corrija la fecha; quizá la fuente da el día de la ratificación."

SELECT m._file, m._line, m._row, 'date' AS field, m.date AS value, m.id AS "row",
       a.id AS agreement, a.entry_into_force_date
FROM membership_actions AS m
JOIN agreements AS a ON a.id = m.agreement_id
WHERE m.action = 'entry-into-force'
  AND edtf_last(m.date) < edtf_first(a.entry_into_force_date)
