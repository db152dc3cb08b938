-- severity: warning
-- title: "A printed name stands for one row only"
-- title_fr: "Un nom imprimé ne désigne qu’une ligne"
-- title_es: "Un nombre impreso designa una sola fila"
-- message: "{table}: the name “{value}” of {row} also stands for {other}, so texts that print it cannot be told apart."
-- message_fr: "{table} : le nom « {value} » de {row} désigne aussi {other} ; un texte qui l’imprime reste ambigu."
-- message_es: "{table}: el nombre «{value}» de {row} también designa {other}; un texto que lo imprima queda ambiguo."
-- remedy: "Keep the name in one of the two rows, or make it longer in both (with the country, the year or the parent)."
-- remedy_fr: "Gardez le nom dans une seule des deux lignes, ou allongez-le dans les deux (avec le pays, l’année ou l’accord principal)."
-- remedy_es: "Deje el nombre en una sola de las dos filas, o alárguelo en ambas (con el país, el año o el acuerdo principal)."

-- As the normaliser compares names: without accents and case.
WITH lists AS (
    SELECT 'agreements' AS "table", _file, _line, _row, id AS key,
           concat_ws('|', short_name, name_en, name_fr, name_es, acronyms_en, acronyms_fr, acronyms_es,
                     aliases_en, aliases_fr, aliases_es) AS forms
    FROM agreements
    WHERE coalesce(replaced_by, '') = ''
    UNION ALL
    SELECT 'actors', _file, _line, _row, id,
           concat_ws('|', name_en, name_fr, name_es, acronyms, aliases_en, aliases_fr, aliases_es)
    FROM actors
    WHERE coalesce(replaced_by, '') = ''
    UNION ALL
    SELECT 'countries', _file, _line, _row, code,
           concat_ws('|', name_en, name_fr, name_es, aliases_en, aliases_fr, aliases_es)
    FROM countries
    UNION ALL
    SELECT 'cities', _file, _line, _row, id, concat_ws('|', name_en, name_fr, name_es, aliases)
    FROM cities
),
forms AS (
    SELECT "table", _file, _line, _row, key, unnest(string_split(forms, '|')) AS form FROM lists
),
folded AS (
    SELECT "table", _file, _line, _row, key, strip_accents(lower(replace(form, '’', ''''))) AS form, min(form) AS printed
    FROM forms
    WHERE form <> ''
    GROUP BY ALL
),
shared AS (
    SELECT *, min(key) OVER (PARTITION BY "table", form) AS other FROM folded
)
SELECT _file, _line, _row, 'id' AS field, printed AS value, "table", key AS "row", other
FROM shared
WHERE other <> key
