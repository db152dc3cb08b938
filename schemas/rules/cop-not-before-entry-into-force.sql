-- severity: warning
-- title: "A governing body does not meet before the agreement is in force"
-- title_fr: "Un organe directeur ne se réunit pas avant l’entrée en vigueur de l’accord"
-- title_es: "Un órgano rector no se reúne antes de la entrada en vigor del acuerdo"
-- message: "{row} starts on {value}, but its agreement {agreement} entered into force on {entry_into_force_date}."
-- message_fr: "{row} commence le {value}, mais son accord {agreement} est entré en vigueur le {entry_into_force_date}."
-- message_es: "{row} empieza el {value}, pero su acuerdo {agreement} entró en vigor el {entry_into_force_date}."
-- remedy: "Check both dates in the sources and correct the wrong one, or name the body that really met."
-- remedy_fr: "Vérifiez les deux dates dans les sources et corrigez celle qui est fausse, ou indiquez l’organe qui s’est vraiment réuni."
-- remedy_es: "Compruebe las dos fechas en las fuentes y corrija la que sea errónea, o indique el órgano que se reunió de verdad."

SELECT m._file, m._line, m._row, 'start_date' AS field, m.start_date AS value, m.id AS "row",
       a.id AS agreement, a.entry_into_force_date
FROM meetings AS m
JOIN bodies AS b ON b.id = m.body_id
JOIN agreements AS a ON a.id = b.agreement_id
WHERE b.kind IN ('cop', 'cop-mop', 'mop', 'gb')
  AND edtf_last(m.start_date) < edtf_first(a.entry_into_force_date)
