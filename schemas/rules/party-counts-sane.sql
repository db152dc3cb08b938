-- severity: warning
-- title: "An agreement does not lose half of its Parties"
-- title_fr: "Un accord ne perd pas la moitié de ses Parties"
-- title_es: "Un acuerdo no pierde la mitad de sus Partes"
-- message: "{row} counts {value} Parties of {agreement} as of {as_of}, less than half of the {earlier_count} of {earlier}."
-- message_fr: "{row} compte {value} Parties à {agreement} à la date de {as_of}, moins de la moitié des {earlier_count} de {earlier}."
-- message_es: "{row} cuenta {value} Partes en {agreement} a fecha de {as_of}, menos de la mitad de las {earlier_count} de {earlier}."
-- remedy: "Check both counts in the sources; one may count signatures, or belong to another agreement."
-- remedy_fr: "Vérifiez les deux nombres dans les sources ; l’un compte peut-être des signatures ou concerne un autre accord."
-- remedy_es: "Compruebe los dos números en las fuentes; quizá uno cuenta firmas o es de otro acuerdo."

SELECT later._file, later._line, later._row, 'count' AS field, later."count"::VARCHAR AS value, later.id AS "row",
       later.agreement_id AS agreement, later.as_of, earlier.id AS earlier, earlier."count" AS earlier_count
FROM party_counts AS later
JOIN party_counts AS earlier
  ON earlier.agreement_id = later.agreement_id AND edtf_last(earlier.as_of) < edtf_first(later.as_of)
WHERE later."count" * 2 < earlier."count"
QUALIFY row_number() OVER (PARTITION BY later.id ORDER BY edtf_first(earlier.as_of) DESC, earlier.id) = 1
