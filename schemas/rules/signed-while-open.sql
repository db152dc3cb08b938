-- severity: warning
-- title: "A state does not sign before the opening for signature"
-- title_fr: "Un État ne signe pas avant l’ouverture à la signature"
-- title_es: "Un Estado no firma antes de la apertura a la firma"
-- message: "{row} is dated {value}, but {agreement} was opened for signature on {signature_date}."
-- message_fr: "{row} est daté du {value}, mais {agreement} a été ouvert à la signature le {signature_date}."
-- message_es: "{row} lleva la fecha {value}, pero {agreement} se abrió a la firma el {signature_date}."
-- remedy: "Check both dates in the sources; the opening may have lasted from an earlier day, or the act be of another kind."
-- remedy_fr: "Vérifiez les deux dates dans les sources ; l’ouverture a peut-être commencé plus tôt, ou l’acte est d’une autre nature."
-- remedy_es: "Compruebe las dos fechas en las fuentes; quizá la apertura empezó antes, o el acto es de otra clase."

SELECT m._file, m._line, m._row, 'date' AS field, m.date AS value, m.id AS "row", a.id AS agreement, a.signature_date
FROM membership_actions AS m
JOIN agreements AS a ON a.id = m.agreement_id
WHERE m.action IN ('signature', 'definitive-signature')
  AND edtf_last(m.date) < edtf_first(a.signature_date)
