-- severity: warning
-- title: "An agreement is not adopted before its parent"
-- title_fr: "Un accord n’est pas adopté avant son accord principal"
-- title_es: "Un acuerdo no se adopta antes que su acuerdo principal"
-- message: "{row} was adopted on {value}, before its parent {parent} on {parent_date}."
-- message_fr: "{row} a été adopté le {value}, avant son accord principal {parent} le {parent_date}."
-- message_es: "{row} se adoptó el {value}, antes que su acuerdo principal {parent} el {parent_date}."
-- remedy: "Check both dates and parent_id; the two agreements may have been swapped."
-- remedy_fr: "Vérifiez les deux dates et parent_id ; les deux accords ont peut-être été intervertis."
-- remedy_es: "Compruebe las dos fechas y parent_id; quizá se intercambiaron los dos acuerdos."

SELECT child._file, child._line, child._row, 'adoption_date' AS field, child.adoption_date AS value, child.id AS "row",
       parent.id AS parent, parent.adoption_date AS parent_date
FROM agreements AS child
JOIN agreements AS parent ON parent.id = child.parent_id
WHERE edtf_last(child.adoption_date) < edtf_first(parent.adoption_date)
