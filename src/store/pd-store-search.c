/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-search.h"

#include "model/pd-record.h"
#include "store/pd-store-schema.h"
#include "store/pd-store-tokenizer.h"

#include <string.h>

/*
 * The index keeps which tokens a record has, not where (detail=none: a quarter of the size). A word of one token is
 * therefore answered by the index alone; a word of several tokens gives candidates, and each is verified against
 * the record's own text.
 */

/**
 * pd_store_reverse_number:
 * @text: (nullable): a number as it is stored
 *
 * Returns: (transfer full) (nullable): it folded and backwards, so that its end is found as a beginning
 */
char *
pd_store_reverse_number (const char *text)
{
  g_autofree char *folded = text != NULL ? pd_store_fold (text, -1) : NULL;

  return folded != NULL ? g_utf8_strreverse (folded, -1) : NULL;
}

static void
reverse_cb (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  char *reversed = pd_store_reverse_number ((const char *) sqlite3_value_text (values[0]));

  if (reversed == NULL)
    sqlite3_result_null (context);
  else
    sqlite3_result_text (context, reversed, -1, g_free);
}

static gboolean
folded_contains (const char *text, const char *word)
{
  g_autofree char *folded = pd_store_fold (text, -1);

  return strstr (folded, word) != NULL;
}

/* pd_contains (folded word, text, …): whether one of the texts has it. */
static void
contains_cb (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const char *word = n_values > 0 ? (const char *) sqlite3_value_text (values[0]) : NULL;
  gboolean contains = FALSE;

  /* A folded word that is there as it stands needs no folding of the text, which is the dear part. */
  for (int fold = 0; word != NULL && fold < 2; fold++)
    for (int i = 1; !contains && i < n_values; i++)
      {
        const char *text = (const char *) sqlite3_value_text (values[i]);

        contains = text != NULL && (fold ? folded_contains (text, word) : strstr (text, word) != NULL);
      }
  sqlite3_result_int (context, contains);
}

/* Makes the SQL functions that search and upgrades use known to a connection. */
gboolean
pd_store_search_register (PdStoreSession *session, GError **error)
{
  const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
  int code =
      sqlite3_create_function_v2 (session->db, "pd_reverse", 1, flags, NULL, reverse_cb, NULL, NULL, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_create_function_v2 (session->db, "pd_contains", -1, flags, NULL, contains_cb, NULL, NULL,
                                       NULL);
  return code == SQLITE_OK || pd_store_session_fail (session, code, error);
}

static void
build_search_text (GString *sql, const PdRecordType *type)
{
  g_string_append (sql, "SELECT ");
  pd_store_append_search_text (sql, type);
  g_string_append_printf (sql, " FROM \"%s\" AS o WHERE o.row = ?1 AND o.deleted = 0", type->table);
}

static void
build_search_delete (GString *sql, const PdRecordType *type)
{
  g_string_append_printf (
      sql, "INSERT INTO \"%1$s_search\" (\"%1$s_search\", rowid, text) VALUES ('delete', ?1, ?2)",
      type->table);
}

static void
build_search_insert (GString *sql, const PdRecordType *type)
{
  g_string_append_printf (sql, "INSERT INTO \"%s_search\" (rowid, text) VALUES (?1, ?2)", type->table);
}

/**
 * pd_store_search_text:
 * @session: the session
 * @type: the record's type, which has a search index
 * @row: the record's row
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable): what the record is found by; "" when it is not there or deleted, %NULL on
 *   failure
 */
char *
pd_store_search_text (PdStoreSession *session, const PdRecordType *type, gint64 row, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare_for (session, type, build_search_text, error);
  gboolean found;

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "i", row);
  if (!pd_store_session_step (session, statement, &found, error))
    return NULL;
  return g_strdup (found ? pd_statement_text (statement, 0) : "");
}

static void
append_search_fields (GString *text, const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  gboolean first = TRUE;

  for (guint i = 0; i < type->n_fields; i++)
    {
      const char *value;

      if (!(type->fields[i].flags & PD_FIELD_SEARCH))
        continue;
      if (!first)
        g_string_append_c (text, '\n');
      first = FALSE;
      value = pd_record_get_text (record, i);
      if (value != NULL)
        g_string_append (text, value);
    }
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (pd_record_get_id (*(PdRecord *const *) a), pd_record_get_id (*(PdRecord *const *) b));
}

/**
 * pd_store_search_text_of:
 * @record: a record whose type has a search index
 *
 * Returns: (transfer full): what pd_store_search_text() says once it is written; "" when it is deleted
 */
char *
pd_store_search_text_of (const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  GString *text = g_string_sized_new (512);

  if (pd_record_is_deleted (record))
    return g_string_free (text, FALSE);
  append_search_fields (text, record);
  for (guint i = 0; i < type->n_lists; i++)
    {
      GPtrArray *lines = pd_record_get_list (record, i);
      g_autofree gpointer *sorted = NULL;

      if (!pd_record_type_has_search (type->lists[i]))
        continue;
      /* As the table has them: by id. */
      sorted = g_memdup2 (lines->pdata, lines->len * sizeof (gpointer));
      if (lines->len > 1)
        qsort (sorted, lines->len, sizeof (gpointer), compare_lines);
      g_string_append_c (text, '\n');
      for (guint j = 0; j < lines->len; j++)
        {
          if (j > 0)
            g_string_append_c (text, '\n');
          append_search_fields (text, sorted[j]);
        }
    }
  return g_string_free (text, FALSE);
}

/**
 * pd_store_search_update:
 * @session: the session
 * @type: the record's type
 * @row: the record's row
 * @before: the text that is in the index, "" for none
 * @after: the text to be there, "" for none
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_search_update (PdStoreSession *session,
                        const PdRecordType *type,
                        gint64 row,
                        const char *before,
                        const char *after,
                        GError **error)
{
  PdStatement *statement;

  if (g_str_equal (before, after))
    return TRUE;
  if (*before != '\0')
    {
      statement = pd_store_session_prepare_for (session, type, build_search_delete, error);
      if (statement == NULL)
        return FALSE;
      pd_statement_bind (statement, "is", row, before);
      if (!pd_store_session_run (session, statement, error))
        return FALSE;
    }
  if (*after == '\0')
    return TRUE;
  statement = pd_store_session_prepare_for (session, type, build_search_insert, error);
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "is", row, after);
  return pd_store_session_run (session, statement, error);
}

typedef struct
{
  GString *match;
  guint n_tokens;
} MatchBuilder;

/* Each token is a quoted string, so that nothing in it is an operator; tokens hold letters and digits alone. A pair of
 * ideographs is whole; a word, and a single ideograph, may go on. */
static int
add_match_token (gpointer data, const char *token, int length, int start, int end)
{
  MatchBuilder *builder = data;
  gunichar first = g_utf8_get_char (token);
  gboolean is_pair = pd_store_is_ideograph (first) && g_utf8_strlen (token, length) > 1;

  g_string_append_printf (builder->match, "%s\"%.*s\"%s", builder->n_tokens > 0 ? " AND " : "", length, token,
                          is_pair ? "" : " *");
  builder->n_tokens++;
  return 0;
}

static void
build_match_exact (GString *sql, const PdRecordType *type)
{
  g_string_append_printf (sql, "SELECT rowid FROM \"%1$s_search\" WHERE \"%1$s_search\" MATCH ?1",
                          type->table);
}

static void
build_match_verified (GString *sql, const PdRecordType *type)
{
  g_string_append_printf (
      sql,
      "SELECT o.row FROM \"%1$s_search\" CROSS JOIN \"%1$s\" AS o ON o.row = \"%1$s_search\".rowid"
      " WHERE \"%1$s_search\" MATCH ?1 AND ",
      type->table);
  pd_store_append_search_condition (sql, type, "?2");
}

/* Numbers by their beginning and by their end: two ranges of indexes. */
static void
build_number_ends (GString *sql, const PdRecordType *type)
{
  const char *separator = "";

  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].flags & PD_FIELD_NUMBER)
      {
        g_string_append_printf (sql,
                                "%1$sSELECT row FROM \"%2$s\" WHERE deleted = 0"
                                " AND \"%3$s\" >= ?1 COLLATE NOCASE AND \"%3$s\" < ?2 COLLATE NOCASE"
                                " UNION ALL SELECT row FROM \"%2$s\" WHERE deleted = 0"
                                " AND \"%3$s_reversed\" >= ?3 AND \"%3$s_reversed\" < ?4",
                                separator, type->table, type->fields[i].name);
        separator = " UNION ALL ";
      }
}

/* Numbers by any part of them: a walk along each index, a tenth of a second for a million. */
static void
build_number_parts (GString *sql, const PdRecordType *type)
{
  const char *separator = "";

  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].flags & PD_FIELD_NUMBER)
      {
        g_string_append_printf (sql,
                                "%1$sSELECT row FROM \"%2$s\" WHERE deleted = 0 AND \"%3$s_reversed\" IS NOT "
                                "NULL AND instr (\"%3$s_reversed\", ?1)",
                                separator, type->table, type->fields[i].name);
        separator = " UNION ALL ";
      }
}

static gboolean
has_numbers (const PdRecordType *type)
{
  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].flags & PD_FIELD_NUMBER)
      return TRUE;
  return FALSE;
}

static gboolean
collect (PdStoreSession *session, PdStatement *statement, GArray *rows, GError **error)
{
  gboolean found;

  while (pd_store_session_step (session, statement, &found, error))
    {
      gint64 row;

      if (!found)
        return TRUE;
      row = sqlite3_column_int64 (statement, 0);
      g_array_append_val (rows, row);
    }
  return FALSE;
}

static gboolean
has_ideograph (const char *word)
{
  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    if (pd_store_is_ideograph (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

/* All words must be found, so that a Chinese one leaves fewer candidates for another to be verified. */
static void
add_other_words (MatchBuilder *builder, const char *word, const char *const *words)
{
  for (guint i = 0; i < PD_STORE_SEARCH_WORDS && words[i] != NULL; i++)
    if (words[i] != word && has_ideograph (words[i]))
      pd_store_tokenize (words[i], (int) strlen (words[i]), TRUE, add_match_token, builder);
}

static gboolean
match_text (PdStoreSession *session,
            const PdRecordType *type,
            const char *word,
            const char *const *words,
            GArray *rows,
            GError **error)
{
  g_autoptr (GString) match = g_string_new (NULL);
  MatchBuilder builder = { match, 0 };
  g_autoptr (PdStatement) statement = NULL;
  guint n_tokens;

  pd_store_tokenize (word, (int) strlen (word), TRUE, add_match_token, &builder);
  n_tokens = builder.n_tokens;
  if (n_tokens == 0)
    return TRUE;
  if (has_ideograph (word))
    add_other_words (&builder, word, words);
  statement = pd_store_session_prepare_for (session, type,
                                            n_tokens == 1 ? build_match_exact : build_match_verified, error);
  if (statement == NULL)
    return FALSE;
  pd_statement_bind_text (statement, 1, match->str);
  if (n_tokens > 1)
    pd_statement_bind_text (statement, 2, word);
  return collect (session, statement, rows, error);
}

static gboolean
match_number_ends (PdStoreSession *session,
                   const PdRecordType *type,
                   const char *word,
                   GArray *rows,
                   GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare_for (session, type, build_number_ends, error);
  g_autofree char *after = g_strconcat (word, "\xf4\x8f\xbf\xbf", NULL);
  g_autofree char *reversed = pd_store_reverse_number (word);
  g_autofree char *after_reversed = g_strconcat (reversed, "\xf4\x8f\xbf\xbf", NULL);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ssss", word, after, reversed, after_reversed);
  return collect (session, statement, rows, error);
}

static gboolean
match_number_parts (PdStoreSession *session,
                    const PdRecordType *type,
                    const char *word,
                    GArray *rows,
                    GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare_for (session, type, build_number_parts, error);
  g_autofree char *reversed = pd_store_reverse_number (word);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", reversed);
  return collect (session, statement, rows, error);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
sort_unique (GArray *rows)
{
  guint kept = 0;

  g_array_sort (rows, compare_rows);
  for (guint i = 0; i < rows->len; i++)
    if (i == 0 || g_array_index (rows, gint64, i) != g_array_index (rows, gint64, kept - 1))
      g_array_index (rows, gint64, kept++) = g_array_index (rows, gint64, i);
  g_array_set_size (rows, kept);
}

/* Both are sorted; @rows keeps what @other has, too. */
static void
intersect (GArray *rows, const GArray *other)
{
  guint kept = 0, j = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      gint64 row = g_array_index (rows, gint64, i);

      while (j < other->len && g_array_index (other, gint64, j) < row)
        j++;
      if (j < other->len && g_array_index (other, gint64, j) == row)
        g_array_index (rows, gint64, kept++) = row;
    }
  g_array_set_size (rows, kept);
}

static GArray *
match_word (PdStoreSession *session,
            const PdRecordType *type,
            const char *word,
            const char *const *words,
            GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (pd_record_type_has_search (type) && !match_text (session, type, word, words, rows, error))
    return NULL;
  if (has_numbers (type) && g_utf8_strlen (word, -1) >= 2)
    {
      if (!match_number_ends (session, type, word, rows, error))
        return NULL;
      /* The middle of a number costs a walk along all of them: only where nothing else has it. */
      if (rows->len == 0 && !has_ideograph (word) && !match_number_parts (session, type, word, rows, error))
        return NULL;
    }
  sort_unique (rows);
  return g_steal_pointer (&rows);
}

/**
 * pd_store_search_rows:
 * @session: the session
 * @type: a record type
 * @search: words, separated by spaces; any text a person may type
 * @error: (out) (optional): where the error goes
 *
 * Finds the records that have every word: anywhere in Chinese text, at the beginning of a Latin word, and at the
 * beginning or the end of a number; anywhere in a number when that finds nothing. Words of punctuation alone are not looked for.
 *
 * Returns: (transfer full) (nullable) (element-type gint64): rows, ascending; %NULL on failure
 */
GArray *
pd_store_search_rows (PdStoreSession *session, const PdRecordType *type, const char *search, GError **error)
{
  g_autofree char *folded = pd_store_fold (search, -1);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t\r\n", -1);
  g_autoptr (GArray) rows = NULL;
  guint n_words = 0;

  for (guint i = 0; words[i] != NULL && n_words < PD_STORE_SEARCH_WORDS; i++)
    {
      g_autoptr (GArray) of_word = NULL;

      if (*words[i] == '\0')
        continue;
      n_words++;
      of_word = match_word (session, type, words[i], (const char *const *) words, error);
      if (of_word == NULL)
        return NULL;
      if (rows == NULL)
        rows = g_steal_pointer (&of_word);
      else
        intersect (rows, of_word);
    }
  return rows != NULL ? g_steal_pointer (&rows) : g_array_new (FALSE, FALSE, sizeof (gint64));
}
