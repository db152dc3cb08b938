-- severity: error
-- title: "A text file and its fingerprint come together"
-- title_fr: "Un fichier de texte et son empreinte vont ensemble"
-- title_es: "Un archivo de texto y su huella van juntos"
-- message: "The source {row} does not have both a file (“{file}”) and its sha256 (“{value}”)."
-- message_fr: "La source {row} n’a pas à la fois un fichier (« {file} ») et son sha256 (« {value} »)."
-- message_es: "La fuente {row} no tiene a la vez un archivo («{file}») y su sha256 («{value}»)."
-- remedy: "Type the SHA-256 of the file (on most systems: sha256sum raw/texts/{row}.txt), or empty both columns."
-- remedy_fr: "Saisissez le SHA-256 du fichier (sur la plupart des systèmes : sha256sum raw/texts/{row}.txt), ou videz les deux colonnes."
-- remedy_es: "Escriba el SHA-256 del archivo (en la mayoría de los sistemas: sha256sum raw/texts/{row}.txt), o vacíe las dos columnas."

SELECT _file, _line, _row, 'sha256' AS field, coalesce(sha256, '') AS value, id AS "row", coalesce(file, '') AS file
FROM sources
WHERE (coalesce(file, '') = '') <> (coalesce(sha256, '') = '')
