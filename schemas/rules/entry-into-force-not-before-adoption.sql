-- severity: error
-- title: "Entry into force is not before adoption"
-- title_fr: "L’entrée en vigueur ne précède pas l’adoption"
-- title_es: "La entrada en vigor no precede a la adopción"
-- message: "{row} entered into force on {value}, before its adoption on {adoption_date}."
-- message_fr: "{row} est entré en vigueur le {value}, avant son adoption le {adoption_date}."
-- message_es: "{row} entró en vigor el {value}, antes de su adopción el {adoption_date}."
-- remedy: "Look both dates up in the source and correct the wrong one."
-- remedy_fr: "Vérifiez les deux dates dans la source et corrigez celle qui est fausse."
-- remedy_es: "Compruebe las dos fechas en la fuente y corrija la que sea errónea."

SELECT _file, _line, _row, 'entry_into_force_date' AS field, entry_into_force_date AS value, id AS "row", adoption_date
FROM agreements
WHERE edtf_last(entry_into_force_date) < edtf_first(adoption_date)
