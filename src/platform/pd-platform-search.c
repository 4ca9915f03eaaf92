/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-search.h"

#include "platform/pd-platform-documents.h"
#include "wire/pd-wire.h"

#include <string.h>

/* What a person would call a record by, and an index over every three characters of it: a part of a number or a name,
 * wherever it stands, is found without reading the rest. 'searched' has the text, in the transaction that writes the
 * record; 'search_due' has what the index still says of a record that has changed since. Whoever writes does not wait for
 * the index: it catches up when it is quiet, and until then what is due is read as it is.
 *
 * The index holds no text. What is taken from it is what was put into it, so what a text's grams are is on the disk:
 * to change pd_platform_search_fold() or append_grams() takes a step that makes the index anew. */

#define SEPARATOR '\n'
/* Where an ASCII character goes that SQLite's "ascii" tokenizer would part words at: into the private use area. */
#define PRIVATE_USE 0xe000

/* Upper case and full width mean the same as lower case and half width; a control character is a space. */
static gunichar
fold_character (gunichar character)
{
  if (character >= 0xff01 && character <= 0xff5e)
    character -= 0xfee0;
  if (character == 0x3000 || character < ' ' || character == 0x7f)
    return ' ';
  return character < 0x80 ? (gunichar) g_ascii_tolower ((char) character) : g_unichar_tolower (character);
}

static void
append_folded (GString *out, const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar folded = fold_character (g_utf8_get_char (text));

      if (folded < 0x80)
        g_string_append_c (out, (char) folded);
      else
        g_string_append_unichar (out, folded);
    }
}

/**
 * pd_platform_search_fold:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text as it is compared: without regard to case and width, on one line
 */
char *
pd_platform_search_fold (const char *text)
{
  GString *folded = g_string_new (NULL);

  append_folded (folded, text);
  return g_string_free (folded, FALSE);
}

/* (nullable): what a record is called by; not an id or a hash. */
static char *
text_of (const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  GString *text;

  if (pd_record_is_deleted (record))
    return NULL;
  text = g_string_sized_new (256);
  for (guint field = 0; field < type->n_fields; field++)
    {
      gboolean named = (type->fields[field].flags & (PD_FIELD_SEARCH | PD_FIELD_NUMBER)) != 0;
      const char *value = named ? pd_record_get_text (record, field) : NULL;

      if (value == NULL || *value == '\0')
        continue;
      append_folded (text, value);
      g_string_append_c (text, SEPARATOR);
    }
  return g_string_free (text, text->len == 0);
}

static void
append_character (GString *out, gunichar character)
{
  if (character < 0x80 && !g_ascii_isalnum ((char) character))
    character += PRIVATE_USE;
  g_string_append_unichar (out, character);
}

#define PREFIX_SIZE 9

/* A tenant's grams are its own: what another tenant has is not even come across. Two tenants of one prefix (FNV-1a, 32
 * bit) would come across each other's and then find that these are not theirs. */
static void
make_prefix (const char *tenant, char prefix[PREFIX_SIZE + 1])
{
  guint32 number = 2166136261u;

  for (; *tenant != '\0'; tenant++)
    number = (number ^ (guint8) *tenant) * 16777619u;
  g_snprintf (prefix, PREFIX_SIZE + 1, " %08x", number);
}

/* Each character with the two after it, in the same value; the last two of a value with its end, so that two are found. */
static void
append_grams (GString *out, const char *tenant, const char *text)
{
  char prefix[PREFIX_SIZE + 1];

  make_prefix (tenant, prefix);
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      const char *second = g_utf8_next_char (at);

      if (*at == SEPARATOR || *second == SEPARATOR || *second == '\0')
        continue;
      g_string_append_len (out, prefix, PREFIX_SIZE);
      append_character (out, g_utf8_get_char (at));
      append_character (out, g_utf8_get_char (second));
      append_character (out, g_utf8_get_char (g_utf8_next_char (second)));
    }
}

/**
 * pd_platform_search_match:
 * @tenant: whose records
 * @folded: at least two characters, see pd_platform_search_fold()
 *
 * Returns: (transfer full): what the index is asked for; records that it gives may have the parts of @folded apart
 */
char *
pd_platform_search_match (const char *tenant, const char *folded)
{
  g_autoptr (GString) grams = g_string_new (NULL);
  g_autoptr (GString) match = g_string_new (NULL);
  g_auto (GStrv) words = NULL;
  char prefix[PREFIX_SIZE + 1];

  make_prefix (tenant, prefix);
  if (g_utf8_strlen (folded, -1) == 2)
    {
      g_string_printf (match, "\"%s", prefix + 1);
      append_character (match, g_utf8_get_char (folded));
      append_character (match, g_utf8_get_char (g_utf8_next_char (folded)));
      g_string_append (match, "\" *");
      return g_string_free (g_steal_pointer (&match), FALSE);
    }
  append_grams (grams, tenant, folded);
  words = g_strsplit (grams->str, " ", -1);
  /* The last one stands for two characters and the end, where @folded need not end. */
  for (guint i = 1; words[i] != NULL && words[i + 1] != NULL; i++)
    g_string_append_printf (match, "%s\"%s\"", i > 1 ? " AND " : "", words[i]);
  return g_string_free (g_steal_pointer (&match), FALSE);
}

/* pd_search_text (body) */
static void
text_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  const char *body = (const char *) sqlite3_value_text (values[0]);
  g_autoptr (PdRecord) record = body != NULL ? pd_wire_record_from_text (body, -1, NULL) : NULL;
  char *text = record != NULL ? text_of (record) : NULL;

  if (text != NULL)
    sqlite3_result_text (context, text, -1, g_free);
}

/* pd_search_grams (tenant, text) */
static void
grams_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  const char *tenant = (const char *) sqlite3_value_text (values[0]);
  const char *text = (const char *) sqlite3_value_text (values[1]);
  GString *grams;

  if (tenant == NULL || text == NULL)
    return;
  grams = g_string_sized_new (2048);
  append_grams (grams, tenant, text);
  sqlite3_result_text64 (context, grams->str, grams->len, g_free, SQLITE_UTF8);
  g_string_free (grams, FALSE);
}

/** pd_platform_search_register: Returns: FALSE when the connection did not take the functions */
gboolean
pd_platform_search_register (sqlite3 *database)
{
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;

  return sqlite3_create_function (database, "pd_search_text", 1, flags, NULL, text_cb, NULL, NULL) ==
             SQLITE_OK &&
         sqlite3_create_function (database, "pd_search_grams", 2, flags, NULL, grams_cb, NULL, NULL) ==
             SQLITE_OK;
}

/* @has: (out): whether it is called exactly that */
static gboolean
is_called (PdPlatform *platform,
           const char *tenant,
           const PdRecordType *type,
           const char *id,
           const char *title,
           gboolean *has,
           GError **error)
{
  g_autoptr (PdRecord) record = NULL;

  if (!pd_platform_read_record (platform, tenant, type, id, &record, error))
    return FALSE;
  *has = record != NULL && !pd_record_is_deleted (record) &&
         g_strcmp0 (pd_record_get_title (record), title) == 0;
  return TRUE;
}

/**
 * pd_platform_search_has_title:
 * @title: a number or a name; what is shorter than two characters is nobody's
 * @has: (out): whether a record of the type that is not deleted is called exactly that
 */
gboolean
pd_platform_search_has_title (PdPlatform *platform,
                              const char *tenant,
                              const PdRecordType *type,
                              const char *title,
                              gboolean *has,
                              GError **error)
{
  g_autofree char *folded = pd_platform_search_fold (title);
  g_autofree char *match = NULL;
  g_autoptr (PdPlatformRows) rows = NULL;
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  *has = FALSE;
  if (g_utf8_strlen (folded, -1) < PD_PLATFORM_SEARCH_MIN_CHARACTERS)
    return TRUE;
  match = pd_platform_search_match (tenant, folded);
  rows = pd_platform_sql_query (platform->sql, error, PD_PLATFORM_SEARCH_CANDIDATES, "tt", tenant, match);
  while (!*has && rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    if (g_strcmp0 (pd_platform_rows_text (rows, 1), type->name) == 0 &&
        strstr (pd_platform_rows_text (rows, 3), folded) != NULL &&
        !is_called (platform, tenant, type, pd_platform_rows_text (rows, 2), title, has, error))
      return FALSE;
  return step != PD_PLATFORM_STEP_FAILED;
}

/* @key: (out): 0 when the record is not searched; @text: (out) (transfer full) (nullable) */
static gboolean
read_searched (PdPlatformChange *change, const PdRecord *record, gint64 *key, char **text, GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (change->platform->sql, error,
                             "SELECT key, text FROM searched WHERE tenant = ? AND type = ? AND id = ?", "ttt",
                             change->tenant, pd_record_get_record_type (record)->name,
                             pd_record_get_id (record));
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *key = step == PD_PLATFORM_STEP_ROW ? pd_platform_rows_integer (rows, 0) : 0;
  *text = step == PD_PLATFORM_STEP_ROW ? g_strdup (pd_platform_rows_text (rows, 1)) : NULL;
  return step != PD_PLATFORM_STEP_FAILED;
}

/* What the index says of @key stays what was noted first. */
static gboolean
note_due (PdPlatformChange *change, gint64 key, const char *was, GError **error)
{
  change->platform->search_changes++;
  return pd_platform_sql_run (change->platform->sql, error,
                              "INSERT OR IGNORE INTO search_due (key, tenant, was) VALUES (?, ?, ?)", "itt",
                              key, change->tenant, was);
}

static gboolean
add_searched (PdPlatformChange *change, const PdRecord *record, const char *text, GError **error)
{
  gint64 key = 0;

  return pd_platform_sql_get_integer (
             change->platform->sql, &key, error,
             "INSERT INTO searched (tenant, type, id, text) VALUES (?, ?, ?, ?) RETURNING key", "tttt",
             change->tenant, pd_record_get_record_type (record)->name, pd_record_get_id (record), text) &&
         note_due (change, key, NULL, error);
}

/* Whether nothing that it is found by has changed: then the text need not be made. */
static gboolean
is_called_as_before (const PdPlatformChange *change, const PdRecord *record)
{
  const PdRecord *before = change->before;
  const PdRecordType *type = pd_record_get_record_type (record);

  if (before == NULL || pd_record_get_record_type (before) != type ||
      !g_str_equal (pd_record_get_id (before), pd_record_get_id (record)) || pd_record_is_deleted (before) ||
      pd_record_is_deleted (record))
    return FALSE;
  for (guint field = 0; field < type->n_fields; field++)
    if ((type->fields[field].flags & (PD_FIELD_SEARCH | PD_FIELD_NUMBER)) != 0 &&
        !pd_record_field_equal (before, record, field))
      return FALSE;
  return TRUE;
}

/**
 * pd_platform_search_change:
 * @record: what is being written in the caller's transaction
 *
 * Keeps what the record is found by.
 */
gboolean
pd_platform_search_change (PdPlatformChange *change, const PdRecord *record, GError **error)
{
  PdPlatformSql *sql = change->platform->sql;
  g_autofree char *text = NULL;
  g_autofree char *was = NULL;
  gint64 key;

  if (is_called_as_before (change, record))
    return TRUE;
  text = text_of (record);
  if (!read_searched (change, record, &key, &was, error))
    return FALSE;
  if (g_strcmp0 (text, was) == 0)
    return TRUE;
  if (was == NULL)
    return add_searched (change, record, text, error);
  if (!note_due (change, key, was, error))
    return FALSE;
  if (text == NULL)
    return pd_platform_sql_run (sql, error, "DELETE FROM searched WHERE key = ?", "i", key);
  return pd_platform_sql_run (sql, error, "UPDATE searched SET text = ? WHERE key = ?", "ti", text, key);
}

#define FIRST "(SELECT key FROM search_due ORDER BY key LIMIT ?)"

static gboolean
catch_up (PdPlatform *platform, gint64 most, guint *n, GError **error)
{
  PdPlatformSql *sql = platform->sql;

  if (!pd_platform_sql_run (sql, error,
                            "INSERT INTO search (search, rowid, grams) SELECT 'delete', key,"
                            " pd_search_grams (tenant, was) FROM search_due"
                            " WHERE was IS NOT NULL AND key IN " FIRST,
                            "i", most) ||
      !pd_platform_sql_run (sql, error,
                            "INSERT INTO search (rowid, grams) SELECT key, pd_search_grams (tenant, text)"
                            " FROM searched WHERE key IN " FIRST,
                            "i", most) ||
      !pd_platform_sql_run (sql, error, "DELETE FROM search_due WHERE key IN " FIRST, "i", most))
    return FALSE;
  *n = (guint) pd_platform_sql_changes (sql);
  return TRUE;
}

/**
 * pd_platform_search_catch_up:
 * @most: how many changes at once
 * @n: (out): how many there were
 *
 * Brings the index to what the records say, in a transaction of its own: half of it would spoil the index.
 */
gboolean
pd_platform_search_catch_up (PdPlatform *platform, gint64 most, guint *n, GError **error)
{
  *n = 0;
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (platform->sql, catch_up (platform, most, n, error), error);
}
