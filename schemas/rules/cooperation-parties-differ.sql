-- severity: error
-- title: "The parties to an instrument are different from one another"
-- title_fr: "Les parties à un instrument sont différentes l’une de l’autre"
-- title_es: "Las partes en un instrumento son distintas entre sí"
-- message: "{row}: the party {value} is there already, as {other}."
-- message_fr: "{row} : la partie {value} y figure déjà, comme {other}."
-- message_es: "{row}: la parte {value} ya figura, como {other}."
-- remedy: "Delete one of the two rows; an agreement and its secretariat are one party, type the agreement."
-- remedy_fr: "Supprimez l’une des deux lignes ; un accord et son secrétariat sont une seule partie, saisissez l’accord."
-- remedy_es: "Elimine una de las dos filas; un acuerdo y su secretaría son una sola parte, escriba el acuerdo."

-- An agreement and the secretariat that serves it sign as one.
WITH parties AS (
    SELECT p.*, unnest(list_distinct(list_concat(
        [p.actor_id],
        coalesce((SELECT list(s.agreement_id) FROM secretariats AS s WHERE s.actor_id = p.actor_id), [])
    ))) AS stands_for
    FROM cooperation_parties AS p
)
SELECT b._file, b._line, b._row, 'actor_id' AS field, b.actor_id AS value, b.id AS "row", min(a.id) AS other
FROM parties AS a
JOIN parties AS b ON b.cooperation_id = a.cooperation_id AND b.stands_for = a.stands_for
WHERE a.actor_id = a.stands_for
  AND (b._file, b._line, b.id) <> (a._file, a._line, a.id)
  AND (b.actor_id <> a.actor_id OR (b._file, b._line, b.id) > (a._file, a._line, a.id))
GROUP BY b._file, b._line, b._row, b.actor_id, b.id
