/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-find.h"

#include "ctl/pd-ctl-text.h"
#include "ctl/pd-ctl.h"
#include "model/pd-id.h"
#include "model/pd-money.h"
#include "model/pd-party.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>

#define MAX_NAMED 5

static void
set_not_found (const PdRecordType *type, const char *name, GError **error)
{
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND,
               _ ("%1$s: there is none with the number or id “%2$s”."), _ (type->label), name);
}

/* What tells one of several from the others: its id, and what it is. */
static void
append_one (GString *text, const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autofree char *state =
      type->state_field >= 0 ? pd_ctl_field_text (record, (guint) type->state_field) : NULL;

  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", pd_record_get_id (record));
  if (pd_workflow_total (record) != 0)
    {
      g_autofree char *total = pd_money_format (pd_workflow_total (record));

      g_string_append_printf (text, " (%s%s%s)", total, state != NULL && *state != '\0' ? ", " : "",
                              state != NULL ? state : "");
    }
  else if (state != NULL && *state != '\0')
    g_string_append_printf (text, " (%s)", state);
}

/**
 * pd_ctl_set_several:
 * @records: (element-type PdRecord): the first of them
 * @type: their type
 * @name: what all of them are called
 * @n: how many there are
 * @error: return location
 *
 * One name, several records: which one is meant, only a person can say.
 */
void
pd_ctl_set_several (GPtrArray *records, const PdRecordType *type, const char *name, guint n, GError **error)
{
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < MIN (records->len, MAX_NAMED); i++)
    append_one (ids, g_ptr_array_index (records, i));
  if (n > MAX_NAMED)
    g_string_append (ids, ", …");
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
               _ ("%1$s: %2$u have the number “%3$s”. Name one by its id: %4$s."), _ (type->label), n, name,
               ids->str);
}

static void
set_ambiguous (GPtrArray *rows, const PdRecordType *type, const char *name, guint n, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new ();

  for (guint i = 0; i < rows->len; i++)
    if (g_ptr_array_index (rows, i) != NULL)
      g_ptr_array_add (records, ((const PdStoreRow *) g_ptr_array_index (rows, i))->record);
  pd_ctl_set_several (records, type, name, n, error);
}

/**
 * pd_ctl_find_id:
 * @session: the session
 * @type: a record type
 * @name: an id, or what a person calls the record: its number or name
 * @error: return location; %PD_CTL_STATUS_NOT_FOUND when there is none, %PD_CTL_STATUS_USAGE when there are several
 *
 * Returns: (transfer full) (nullable): the record's id
 */
char *
pd_ctl_find_id (PdStoreSession *session, const PdRecordType *type, const char *name, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (type);
  g_autoptr (GArray) found = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  const PdStoreRow *row;

  if (pd_id_is_valid (name))
    return g_strdup (name);
  query->filter_field = type->title_field;
  query->filter_text = g_strdup (name);
  found = pd_store_query_rows (session, query, NULL, error);
  if (found == NULL)
    return NULL;
  rows = pd_store_get_rows (session, type, (const gint64 *) found->data, MIN (found->len, MAX_NAMED), error);
  if (rows == NULL)
    return NULL;
  row = rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL;
  if (found->len == 1 && row != NULL)
    return g_strdup (pd_record_get_id (row->record));
  if (found->len > 1)
    set_ambiguous (rows, type, name, found->len, error);
  else
    set_not_found (type, name, error);
  return NULL;
}

/**
 * pd_ctl_find:
 * @session: the session
 * @type: a record type
 * @name: an id, or what a person calls the record
 * @error: return location, as for pd_ctl_find_id()
 *
 * Returns: (transfer full) (nullable): the record with its lines
 */
PdRecord *
pd_ctl_find (PdStoreSession *session, const PdRecordType *type, const char *name, GError **error)
{
  g_autofree char *id = pd_ctl_find_id (session, type, name, error);
  g_autoptr (GError) local = NULL;
  PdRecord *record;

  if (id == NULL)
    return NULL;
  record = pd_store_get_record (session, type, id, &local);
  if (record != NULL)
    pd_record_sort_lines (record);
  else if (g_error_matches (local, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND))
    set_not_found (type, name, error);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return record;
}
