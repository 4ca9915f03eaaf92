/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-list.h"

#include "store/pd-store-rows.h"
#include "store/pd-store-schema.h"
#include "store/pd-store-search.h"

#include <string.h>

/* Up to so many found rows are looked up one by one; above it the list's index is walked instead. A look into the table
 * costs as much as some eighty steps along an index. */
#define LOOK_UP_LIMIT 2000
/* Of PdStoreQuery.sort_field: as it comes. */
#define UNSORTED -2
/* That one query can have: its filters, a state, a field, a range of dates, where its records stand. */
#define N_CONDITIONS (PD_STORE_QUERY_FILTERS + 4)

G_DEFINE_BOXED_TYPE (PdStoreQuery, pd_store_query, pd_store_query_copy, pd_store_query_free)

/**
 * pd_store_query_new:
 * @type: whose records
 *
 * Returns: (transfer full): a query for all records of the type, newest first
 */
PdStoreQuery *
pd_store_query_new (const PdRecordType *type)
{
  PdStoreQuery *query = g_new0 (PdStoreQuery, 1);

  query->type = type;
  query->filter_field = query->sort_field = query->row_state = -1;
  query->descending = TRUE;
  return query;
}

PdStoreQuery *
pd_store_query_copy (const PdStoreQuery *query)
{
  PdStoreQuery *copy = g_memdup2 (query, sizeof *query);

  copy->search = g_strdup (query->search);
  copy->state = g_strdup (query->state);
  copy->filter_text = g_strdup (query->filter_text);
  copy->date_from = g_strdup (query->date_from);
  copy->date_to = g_strdup (query->date_to);
  for (guint i = 0; i < copy->n_filters; i++)
    copy->filters[i].text = g_strdup (query->filters[i].text);
  return copy;
}

void
pd_store_query_free (PdStoreQuery *query)
{
  g_free (query->search);
  g_free (query->state);
  g_free (query->filter_text);
  g_free (query->date_from);
  g_free (query->date_to);
  for (guint i = 0; i < query->n_filters; i++)
    g_free (query->filters[i].text);
  g_free (query);
}

/**
 * pd_store_query_add_filter:
 * @query: a query
 * @kind: what is asked
 * @field: of which field that is kept as text
 * @text: (nullable): with what the field is compared, as stored; %NULL for %PD_STORE_FILTER_HAS
 *
 * Adds a condition; all of them have to hold. There are at most %PD_STORE_QUERY_FILTERS.
 */
void
pd_store_query_add_filter (PdStoreQuery *query, PdStoreFilterKind kind, guint field, const char *text)
{
  g_return_if_fail (query->n_filters < PD_STORE_QUERY_FILTERS && field < query->type->n_fields);
  g_return_if_fail (pd_field_is_text (&query->type->fields[field]));
  g_return_if_fail ((text == NULL) == (kind == PD_STORE_FILTER_HAS));

  query->filters[query->n_filters++] = (PdStoreFilter){ kind, field, g_strdup (text) };
}

void
pd_store_row_free (PdStoreRow *row)
{
  g_clear_pointer (&row->record, pd_record_unref);
  g_free (row->pending_command);
  g_free (row);
}

static int
first_date_field (const PdRecordType *type)
{
  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].kind == PD_KIND_DATE)
      return (int) i;
  return -1;
}

/** Conditions: the SQL of a query that grows, and the texts for its parameters in order. */
typedef struct
{
  GString *sql;
  GPtrArray *texts; /* (element-type utf8) borrowed */
} Conditions;

static void
add_condition (Conditions *conditions,
               const PdRecordType *type,
               int field,
               const char *
               operator,
               const char * text)
{
  if (field < 0 || text == NULL)
    return;
  g_string_append_printf (conditions->sql, " AND \"%s\" %s ?", type->fields[field].name, operator);
  g_ptr_array_add (conditions->texts, (gpointer) text);
}

static void
add_filter (Conditions *conditions, const PdRecordType *type, const PdStoreFilter *filter)
{
  static const char *const formats[] = {
    [PD_STORE_FILTER_IS] = " AND \"@\" = ?",
    [PD_STORE_FILTER_IS_OR_EMPTY] = " AND (\"@\" = ? OR \"@\" IS NULL)",
    [PD_STORE_FILTER_BEFORE] = " AND \"@\" < ?",
    [PD_STORE_FILTER_HAS] = " AND \"@\" IS NOT NULL",
    [PD_STORE_FILTER_ONE_OF_OR_EMPTY] = " AND (\"@\" IN (SELECT value FROM json_each (?)) OR \"@\" IS NULL)",
    [PD_STORE_FILTER_IS_NOT] = " AND \"@\" IS NOT ?",
  };
  g_auto (GStrv) parts = g_strsplit (formats[filter->kind], "@", -1);
  g_autofree char *sql = g_strjoinv (type->fields[filter->field].name, parts);

  g_string_append (conditions->sql, sql);
  if (filter->text != NULL)
    g_ptr_array_add (conditions->texts, filter->text);
}

static void
add_conditions (Conditions *conditions, const PdStoreQuery *query)
{
  const PdRecordType *type = query->type;

  add_condition (conditions, type, type->state_field, "=", query->state);
  add_condition (conditions, type, query->filter_field, "=", query->filter_text);
  add_condition (conditions, type, first_date_field (type), ">=", query->date_from);
  add_condition (conditions, type, first_date_field (type), "<=", query->date_to);
  for (guint i = 0; i < query->n_filters; i++)
    add_filter (conditions, type, &query->filters[i]);
  /* The first half lets SQLite use the index of rows that are not clean. */
  if (query->row_state == PD_ROW_CLEAN)
    g_string_append (conditions->sql, " AND row_state = 0");
  else if (query->row_state > 0)
    g_string_append_printf (conditions->sql, " AND row_state <> 0 AND row_state = %d", query->row_state);
}

static void
add_order (GString *sql, const PdStoreQuery *query)
{
  const char *direction = query->descending ? "DESC" : "ASC";

  if (query->sort_field == UNSORTED)
    return;
  if (query->sort_field < 0)
    {
      g_string_append_printf (sql, " ORDER BY row %s", direction);
      return;
    }
  g_string_append_printf (sql, " ORDER BY \"%s\"%s %s, row %s", query->type->fields[query->sort_field].name,
                          query->type->fields[query->sort_field].flags & PD_FIELD_NUMBER ? " COLLATE NOCASE"
                                                                                         : "",
                          direction, direction);
}

static gboolean
has_conditions (const PdStoreQuery *query)
{
  return query->state != NULL || (query->filter_field >= 0 && query->filter_text != NULL) ||
         query->date_from != NULL || query->date_to != NULL || query->row_state >= 0 || query->n_filters > 0;
}

static GArray *
run (PdStoreSession *session, PdStatement *statement, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean found;

  while (pd_store_session_step (session, statement, &found, error))
    {
      gint64 row;

      if (!found)
        return g_steal_pointer (&rows);
      row = sqlite3_column_int64 (statement, 0);
      g_array_append_val (rows, row);
    }
  return NULL;
}

static char *
rows_to_json (const GArray *rows)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (json, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", g_array_index (rows, gint64, i));
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

static GArray *
query_table (PdStoreSession *session, const PdStoreQuery *query, const GArray *found, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  Conditions conditions = { sql, texts };
  g_autofree char *json = found != NULL ? rows_to_json (found) : NULL;
  g_autoptr (PdStatement) statement = NULL;

  g_string_append_printf (sql, "SELECT row FROM \"%s\" WHERE deleted = 0", query->type->table);
  add_conditions (&conditions, query);
  if (found != NULL)
    {
      g_string_append (sql, " AND row IN (SELECT value FROM json_each (?))");
      g_ptr_array_add (texts, json);
    }
  add_order (sql, query);
  statement = pd_store_session_prepare (session, sql->str, error);
  if (statement == NULL)
    return NULL;
  for (guint i = 0; i < texts->len; i++)
    pd_statement_bind_text (statement, (int) i + 1, g_ptr_array_index (texts, i));
  return run (session, statement, error);
}

static gboolean
contains_row (const GArray *sorted, gint64 row)
{
  guint low = 0, high = sorted->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      gint64 value = g_array_index (sorted, gint64, middle);

      if (value == row)
        return TRUE;
      if (value < row)
        low = middle + 1;
      else
        high = middle;
    }
  return FALSE;
}

static void
keep_found (GArray *rows, const GArray *found)
{
  guint kept = 0;

  for (guint i = 0; i < rows->len; i++)
    if (contains_row (found, g_array_index (rows, gint64, i)))
      g_array_index (rows, gint64, kept++) = g_array_index (rows, gint64, i);
  g_array_set_size (rows, kept);
}

static void
reverse_rows (GArray *rows)
{
  for (guint i = 0, j = rows->len; i + 1 < j; i++)
    {
      gint64 row = g_array_index (rows, gint64, i);

      j--;
      g_array_index (rows, gint64, i) = g_array_index (rows, gint64, j);
      g_array_index (rows, gint64, j) = row;
    }
}

static gboolean
is_indexed (const PdRecordType *type, int field)
{
  return field >= 0 && (type->fields[field].flags & PD_FIELD_INDEX) != 0;
}

/* The query's conditions one by one, in @parts, which borrow from it; 0 when not each of them is answered by an index
 * alone. */
static guint
split_conditions (const PdStoreQuery *query, PdStoreQuery parts[N_CONDITIONS])
{
  const PdRecordType *type = query->type;
  const PdStoreQuery plain = { .type = type, .filter_field = -1, .row_state = -1, .sort_field = UNSORTED };
  gboolean has_state = query->state != NULL;
  gboolean has_field = query->filter_field >= 0 && query->filter_text != NULL;
  gboolean has_dates = query->date_from != NULL || query->date_to != NULL;
  guint n = 0;

  if ((has_state && !is_indexed (type, type->state_field)) ||
      (has_field && !is_indexed (type, query->filter_field)) ||
      (has_dates && !is_indexed (type, first_date_field (type))) || query->row_state == PD_ROW_CLEAN)
    return 0;
  for (guint i = 0; i < N_CONDITIONS; i++)
    parts[i] = plain;
  for (guint i = 0; i < query->n_filters; i++)
    {
      if (!is_indexed (type, (int) query->filters[i].field))
        return 0;
      parts[n].n_filters = 1;
      parts[n++].filters[0] = query->filters[i];
    }
  if (has_state)
    parts[n++].state = query->state;
  if (has_field)
    {
      parts[n].filter_field = query->filter_field;
      parts[n++].filter_text = query->filter_text;
    }
  if (has_dates)
    {
      parts[n].date_from = query->date_from;
      parts[n++].date_to = query->date_to;
    }
  if (query->row_state > 0)
    parts[n++].row_state = query->row_state;
  return n;
}

/* No cache has had so many; a damaged one may say so. */
#define MAX_ROW (1 << 28)

/** Marks: how many conditions each row fulfils, by row. */
typedef struct
{
  GByteArray *marks; /* (owned) */
  guint n_rows;      /* that fulfil all until now */
} Marks;

/* Takes up the rows that fulfil the condition of number @n, in any order; those that do not fulfil the ones before it are
 * none. */
static gboolean
mark_rows (PdStoreSession *session, const PdStoreQuery *condition, guint n, Marks *marks, GError **error)
{
  g_autoptr (GArray) rows = query_table (session, condition, NULL, error);

  if (rows == NULL)
    return FALSE;
  marks->n_rows = 0;
  for (guint i = 0; i < rows->len; i++)
    {
      gsize row = (gsize) g_array_index (rows, gint64, i);
      guint length = marks->marks->len;

      if (row > MAX_ROW)
        return pd_store_session_fail (session, SQLITE_CORRUPT, error);
      if (row >= length)
        {
          if (n > 0)
            continue;
          g_byte_array_set_size (marks->marks, (guint) MAX (row + 1, 2 * (gsize) length));
          memset (marks->marks->data + length, 0, marks->marks->len - length);
        }
      if (marks->marks->data[row] != n)
        continue;
      marks->marks->data[row]++;
      marks->n_rows++;
    }
  return TRUE;
}

static GArray *
marked_rows (const Marks *marks, guint n)
{
  GArray *rows = g_array_sized_new (FALSE, FALSE, sizeof (gint64), marks->n_rows);

  for (guint i = 0; i < marks->marks->len; i++)
    if (marks->marks->data[i] == n)
      {
        gint64 row = i;

        g_array_append_val (rows, row);
      }
  return rows;
}

/* The rows that fulfil the query's conditions, in ascending order. SQLite walks along one index and looks into the table
 * for the other conditions; what fulfils each of them is found in the indexes alone. */
static GArray *
query_conditions (PdStoreSession *session, const PdStoreQuery *query, GError **error)
{
  PdStoreQuery parts[N_CONDITIONS];
  guint n = split_conditions (query, parts);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GArray) few = NULL;
  Marks marks = { .marks = bytes };
  PdStoreQuery whole = *query;
  guint i;

  whole.sort_field = -1;
  whole.descending = FALSE;
  if (n < 2)
    return query_table (session, &whole, NULL, error);
  /* Few are looked at themselves, for all that is left: the index of what nearly all fulfil is long. */
  for (i = 0; i < n && (i == 0 || marks.n_rows > LOOK_UP_LIMIT); i++)
    if (!mark_rows (session, &parts[i], i, &marks, error))
      return NULL;
  few = marked_rows (&marks, i);
  return i < n && few->len > 0 ? query_table (session, &whole, few, error) : g_steal_pointer (&few);
}

/* Sorting many rows by what is not in the index of their condition costs a look into the table for each: the list in
 * its order, of which the rows are kept, is cheaper. */
static GArray *
sort_rows (PdStoreSession *session, const PdStoreQuery *query, GArray *rows, GError **error)
{
  PdStoreQuery plain = { .type = query->type, .filter_field = -1, .row_state = -1 };
  GArray *sorted;

  if (query->sort_field < 0)
    {
      if (query->descending)
        reverse_rows (rows);
      return g_array_ref (rows);
    }
  plain.sort_field = query->sort_field;
  plain.descending = query->descending;
  if (rows->len <= LOOK_UP_LIMIT)
    return query_table (session, &plain, rows, error);
  sorted = query_table (session, &plain, NULL, error);
  if (sorted != NULL)
    keep_found (sorted, rows);
  return sorted;
}

static GArray *
query_list (PdStoreSession *session, const PdStoreQuery *query, GError **error)
{
  PdStoreQuery undated = *query;
  g_autoptr (GArray) rows = NULL;

  /* A range of dates in the order of dates is one piece of an index. */
  if (query->sort_field >= 0 && query->sort_field == first_date_field (query->type))
    undated.date_from = undated.date_to = NULL;
  if (!has_conditions (&undated))
    return query_table (session, query, NULL, error);
  rows = query_conditions (session, query, error);
  return rows != NULL ? sort_rows (session, query, rows, error) : NULL;
}

/* @found is changed. */
static GArray *
query_found (PdStoreSession *session, const PdStoreQuery *query, GArray *found, GError **error)
{
  g_autoptr (GArray) rows = NULL;

  if (!has_conditions (query))
    return sort_rows (session, query, found, error);
  if (found->len <= LOOK_UP_LIMIT)
    return query_table (session, query, found, error);
  rows = query_conditions (session, query, error);
  if (rows == NULL)
    return NULL;
  keep_found (rows, found);
  return sort_rows (session, query, rows, error);
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || strspn (text, " \t\r\n") == strlen (text);
}

/**
 * pd_store_query_rows:
 * @session: the session
 * @query: what is wanted, and in which order
 * @cancellable: (nullable): stops the query, as the job's own does
 * @error: (out) (optional): where the error goes
 *
 * The list as a snapshot: the row of every record in it. The records are read by block, with pd_store_get_rows(), as
 * they come into sight. A million rows cost one walk along an index and 8 MB.
 *
 * Returns: (transfer full) (nullable) (element-type gint64): rows, in order; %NULL on failure
 */
GArray *
pd_store_query_rows (PdStoreSession *session,
                     const PdStoreQuery *query,
                     GCancellable *cancellable,
                     GError **error)
{
  GCancellable *of_job = session->cancellable;
  g_autoptr (GArray) found = NULL;
  GArray *rows = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (cancellable != NULL)
    session->cancellable = cancellable;
  if (is_blank (query->search))
    rows = query_list (session, query, error);
  else
    {
      found = pd_store_search_rows (session, query->type, query->search, error);
      if (found != NULL)
        rows = query_found (session, query, found, error);
    }
  session->cancellable = of_job;
  return rows;
}

static void
build_row (GString *sql, const PdRecordType *type)
{
  g_string_append (sql, "SELECT ");
  pd_store_append_columns (sql, type);
  g_string_append_printf (sql, " FROM \"%s\" WHERE row = ?1 AND deleted = 0", type->table);
}

static gboolean
read_row (PdStoreSession *session, const PdRecordType *type, gint64 row, PdStoreRow **result, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare_for (session, type, build_row, error);
  gboolean found;

  *result = NULL;
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "i", row);
  if (!pd_store_session_step (session, statement, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  *result = g_new0 (PdStoreRow, 1);
  (*result)->row = row;
  (*result)->record = pd_store_row_read_header (statement, type);
  (*result)->state = (PdRowState) sqlite3_column_int (statement, PD_COLUMN_ROW_STATE);
  (*result)->pending_command = g_strdup (pd_statement_text (statement, PD_COLUMN_PENDING_COMMAND));
  (*result)->total_changed = sqlite3_column_int (statement, PD_COLUMN_TOTAL_CHANGED) != 0;
  return TRUE;
}

static void
free_row_if_any (gpointer row)
{
  if (row != NULL)
    pd_store_row_free (row);
}

/**
 * pd_store_get_rows:
 * @session: the session
 * @type: the records' type
 * @rows: (array length=n): rows of a snapshot
 * @n: how many
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreRow): in the order of @rows; a record that is gone since
 *   the snapshot is a %NULL entry. The records have no lines: never save one of them.
 */
GPtrArray *
pd_store_get_rows (PdStoreSession *session,
                   const PdRecordType *type,
                   const gint64 *rows,
                   guint n,
                   GError **error)
{
  g_autoptr (GPtrArray) result = g_ptr_array_new_full (n, free_row_if_any);

  for (guint i = 0; i < n; i++)
    {
      PdStoreRow *row;

      if (!read_row (session, type, rows[i], &row, error))
        return NULL;
      g_ptr_array_add (result, row);
    }
  return g_steal_pointer (&result);
}

/**
 * pd_store_get_counts:
 * @session: the session
 * @counts: (out caller-allocates): what waits
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_get_counts (PdStoreSession *session, PdStoreCounts *counts, GError **error)
{
  gint64 waiting, in_flight, conflicts, oldest;

  *counts = (PdStoreCounts){ 0 };
  if (!pd_store_session_integer (session, "SELECT count (*) FROM outbox WHERE state = 0", &waiting, error) ||
      !pd_store_session_integer (session, "SELECT count (*) FROM outbox WHERE state = 1", &in_flight,
                                 error) ||
      !pd_store_session_integer (session, "SELECT count (*) FROM conflict WHERE decision = 0", &conflicts,
                                 error) ||
      !pd_store_session_integer (session, "SELECT min (made_at) FROM outbox WHERE state = 0", &oldest, error))
    return FALSE;
  *counts = (PdStoreCounts){ (guint) waiting, (guint) in_flight, (guint) conflicts, oldest };
  return TRUE;
}
