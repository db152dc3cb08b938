-- severity: warning
-- title: "An agreement is not opened for signature before its adoption"
-- title_fr: "Un accord n’est pas ouvert à la signature avant son adoption"
-- title_es: "Un acuerdo no se abre a la firma antes de su adopción"
-- message: "{row} was opened for signature on {value}, before its adoption on {adoption_date}."
-- message_fr: "{row} a été ouvert à la signature le {value}, avant son adoption le {adoption_date}."
-- message_es: "{row} se abrió a la firma el {value}, antes de su adopción el {adoption_date}."
-- remedy: "Look both dates up in the source and correct the wrong one; they may have been swapped."
-- remedy_fr: "Vérifiez les deux dates dans la source et corrigez celle qui est fausse ; elles ont peut-être été interverties."
-- remedy_es: "Compruebe las dos fechas en la fuente y corrija la que sea errónea; quizá se intercambiaron."

SELECT _file, _line, _row, 'signature_date' AS field, signature_date AS value, id AS "row", adoption_date
FROM agreements
WHERE edtf_last(signature_date) < edtf_first(adoption_date)
