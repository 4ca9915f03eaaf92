/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-bin.h"

#include <glib/gi18n-lib.h>

#include "model/pd-bin.h"
#include "model/pd-order.h"
#include "model/pd-ticket.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mutations.h"
#include "platform/pd-platform-search.h"
#include "platform/pd-platform-tickets.h"
#include "wire/pd-wire.h"

/* After so many orders of the same number nobody counts on. */
#define MAX_NAMESAKES 99

/* What is deleted leaves a tombstone, whose id never comes back; all that it was lies in the bin until its time is over. */

/**
 * pd_platform_bin_keep:
 * @change: the transaction that deletes it
 * @record: what is being deleted, as it is
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_bin_keep (PdPlatformChange *change, const PdRecord *record, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autofree char *content = NULL;
  g_autoptr (PdRecord) entry = NULL, before = NULL;
  gint64 days = change->platform->bin_days;

  if (!pd_bin_keeps (type))
    return TRUE;
  content = pd_wire_record_to_text (record);
  entry = pd_bin_entry_new (record, content);
  if (!pd_platform_read_record (change->platform, change->tenant, &pd_bin_entry_type,
                                pd_record_get_id (entry), &before, error))
    return FALSE;
  /* Only after a restored backup: what was given back has been deleted once more. */
  if (before != NULL && pd_record_is_deleted (before))
    return TRUE;
  if (before != NULL)
    pd_record_set_revision (entry, pd_record_get_revision (before));
  pd_record_set_integer (entry, PD_BIN_ENTRY_DELETED_AT, change->now);
  pd_record_set_text (entry, PD_BIN_ENTRY_DELETED_BY, change->user);
  pd_record_set_text (entry, PD_BIN_ENTRY_DELETED_FROM, change->replica);
  pd_record_set_integer (entry, PD_BIN_ENTRY_KEPT_UNTIL, change->now + days * G_TIME_SPAN_DAY);
  return pd_platform_write_record (change, entry, error);
}

static const PdRecordType *
type_of (const PdRecord *entry)
{
  const char *name = pd_record_get_text (entry, PD_BIN_ENTRY_RECORD_TYPE);

  return name != NULL ? pd_record_type_find (name) : NULL;
}

/** pd_platform_bin_may_restore: @entry: any entry. Returns: whether the user may make records such as it was */
gboolean
pd_platform_bin_may_restore (const PdPlatformSession *session, const PdRecord *entry)
{
  const PdRecordType *type = type_of (entry);

  /* What is over, and what nobody knows the kind of, is refused with a better reason. */
  return type == NULL || pd_platform_role_may (session->role, "create", type->name);
}

/* An order's number stays its own, unless another order has it by now. */
static gboolean
settle_number (PdPlatformChange *change, PdRecord *made, GError **error)
{
  const char *number = pd_record_get_text (made, PD_ORDER_NUMBER);
  g_autofree char *settled = g_strdup (number);
  gboolean taken = FALSE;

  for (guint i = 2; number != NULL && i <= MAX_NAMESAKES; i++)
    {
      if (!pd_platform_search_has_title (change->platform, change->tenant, &pd_order_type, settled, &taken,
                                         error))
        return FALSE;
      if (!taken)
        break;
      g_free (settled);
      settled = g_strdup_printf ("%s-%u", number, i);
    }
  if (number != NULL && g_utf8_strlen (settled, -1) <= (glong) pd_order_type.fields[PD_ORDER_NUMBER].limit)
    pd_record_set_text (made, PD_ORDER_NUMBER, settled);
  return TRUE;
}

/* @made: a record that was not here before */
static gboolean
write_made (PdPlatformChange *change, PdRecord *made, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (made);

  if (type == &pd_order_type && !settle_number (change, made, error))
    return FALSE;
  if (type == &pd_ticket_type && !pd_platform_open_ticket (change, made, error))
    return FALSE;
  return pd_platform_write_record (change, made, error);
}

static PdResult *
refuse_alive (const PdMutation *mutation, const PdRecord *entry)
{
  return pd_platform_conflict (mutation, "state", entry, _ ("This is not deleted: it is where it was."));
}

/**
 * pd_platform_bin_restore:
 * @change: the transaction
 * @mutation: the command
 * @entry: an entry that is in the bin; changed in place
 *
 * Makes a record of the whole content, under an id that follows from the deleted one: whoever restores it, and however
 * often, it is one record.
 *
 * Returns: (transfer full) (nullable): the result; %NULL when the platform itself failed
 */
PdResult *
pd_platform_bin_restore (PdPlatformChange *change,
                         const PdMutation *mutation,
                         PdRecord *entry,
                         GError **error)
{
  g_autofree char *content = pd_bin_entry_content (entry);
  g_autoptr (PdRecord) kept = pd_wire_record_from_text (content, -1, NULL);
  g_autoptr (PdRecord) deleted = NULL, made = NULL, there = NULL;

  if (kept == NULL || pd_record_get_record_type (kept) != type_of (entry))
    return pd_platform_reject (mutation, "damaged", "content",
                               _ ("What was kept of this record cannot be read by this version."));
  if (!pd_platform_read_record (change->platform, change->tenant, pd_record_get_record_type (kept),
                                pd_record_get_id (kept), &deleted, error))
    return NULL;
  if (deleted != NULL && !pd_record_is_deleted (deleted))
    return refuse_alive (mutation, entry);
  made = pd_bin_restore (kept);
  if (!pd_platform_read_record (change->platform, change->tenant, pd_record_get_record_type (made),
                                pd_record_get_id (made), &there, error) ||
      (there == NULL && !write_made (change, made, error)))
    return NULL;
  pd_bin_entry_note_restored (entry, there != NULL ? there : made, change->user, change->now);
  return pd_platform_write_record (change, entry, error) ? pd_platform_accept (mutation, entry) : NULL;
}

/** Due: an entry whose time is over. */
typedef struct
{
  char *tenant; /* (owned) */
  char *id;     /* (owned) */
  gint64 revision;
} Due;

static void
due_clear (gpointer data)
{
  Due *due = data;

  g_free (due->tenant);
  g_free (due->id);
}

static GArray *
find_due (PdPlatform *platform, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Due));
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      platform->sql, error,
      "SELECT tenant, id, rev FROM document WHERE tenant IN (SELECT tenant FROM tenant_head) AND type = ?"
      " AND deleted = 0 AND json_extract (body, '$.kept_until') <= ?",
      "ti", pd_bin_entry_type.name, pd_platform_get_now (platform));
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  g_array_set_clear_func (all, due_clear);
  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      Due due = { g_strdup (pd_platform_rows_text (rows, 0)), g_strdup (pd_platform_rows_text (rows, 1)),
                  pd_platform_rows_integer (rows, 2) };

      g_array_append_val (all, due);
    }
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

static gboolean
purge_one (PdPlatform *platform, const Due *due, GError **error)
{
  PdPlatformChange change = { .platform = platform,
                              .tenant = due->tenant,
                              .now = pd_platform_get_now (platform) };
  g_autoptr (PdRecord) tombstone = pd_record_new (&pd_bin_entry_type, due->id);

  pd_record_set_revision (tombstone, due->revision);
  pd_record_set_deleted (tombstone, TRUE);
  return pd_platform_write_record (&change, tombstone, error);
}

static gboolean
purge_all (PdPlatform *platform, guint *n_purged, GError **error)
{
  g_autoptr (GArray) all = find_due (platform, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      if (!purge_one (platform, &g_array_index (all, Due, i), error))
        return FALSE;
      *n_purged += 1;
    }
  return all != NULL;
}

/**
 * pd_platform_bin_purge:
 * @platform: the platform
 * @n_purged: (out): how many
 *
 * Forgets what lay in the bins for as long as it is to. Clients hear of it as of any deletion.
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_bin_purge (PdPlatform *platform, guint *n_purged, GError **error)
{
  *n_purged = 0;
  return pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (platform->sql, purge_all (platform, n_purged, error), error);
}
