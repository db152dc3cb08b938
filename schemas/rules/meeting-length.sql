-- severity: warning
-- title: "A meeting lasts at most 60 days"
-- title_fr: "Une réunion dure au plus 60 jours"
-- title_es: "Una reunión dura como máximo 60 días"
-- message: "{row}: from {start} to {value} there are more than 60 days."
-- message_fr: "{row} : du {start} au {value}, il y a plus de 60 jours."
-- message_es: "{row}: del {start} al {value} hay más de 60 días."
-- remedy: "Check the year and month of both dates; give the parts of a meeting that was interrupted a row each (part 1, 2…)."
-- remedy_fr: "Vérifiez l’année et le mois des deux dates ; donnez à chaque partie d’une réunion interrompue sa propre ligne (partie 1, 2…)."
-- remedy_es: "Compruebe el año y el mes de las dos fechas; dé a cada parte de una reunión interrumpida su propia fila (parte 1, 2…)."

SELECT _file, _line, _row, 'end_date' AS field, end_date AS value, id AS "row", start_date AS start
FROM meetings
WHERE edtf_first(end_date) - edtf_last(start_date) > 60
