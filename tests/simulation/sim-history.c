/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-stock-move.h"
#include "model/pd-workflow.h"
#include "wire/pd-wire.h"

/* Every version that a record has had on the platform, and what must be true of each. */

void
sim_version_free (gpointer data)
{
  SimVersion *version = data;

  pd_record_unref (version->record);
  g_free (version->text);
  g_free (version);
}

GPtrArray *
sim_history_versions (Sim *sim, const char *id)
{
  GPtrArray *versions = g_hash_table_lookup (sim->documents, id);

  return versions != NULL && versions->len > 0 ? versions : NULL;
}

const SimVersion *
sim_history_revision (Sim *sim, const char *id, gint64 revision)
{
  GPtrArray *versions = sim_history_versions (sim, id);

  for (guint i = 0; versions != NULL && i < versions->len; i++)
    {
      const SimVersion *version = g_ptr_array_index (versions, i);

      if (pd_record_get_revision (version->record) == revision)
        return version;
    }
  return NULL;
}

/* I8 */
static void
check_total (Sim *sim, const PdRecord *record)
{
  g_autoptr (PdRecord) derived = pd_record_copy (record);

  if (pd_record_is_deleted (record) || pd_record_get_record_type (record) != &pd_order_type)
    return;
  pd_record_derive (derived);
  if (!pd_record_equal (derived, record))
    sim_fail (sim, "I8", "the totals of %s are not those of its lines", pd_record_get_id (record));
}

/* What the bureau alone says of an invoice after it was made. */
static void
clear_bureau_fields (PdRecord *invoice)
{
  static const guint fields[] = { PD_INVOICE_NUMBER,    PD_INVOICE_STATE,    PD_INVOICE_ISSUE_DATE,
                                  PD_INVOICE_ISSUED_AT, PD_INVOICE_DRAWER,   PD_INVOICE_REASON,
                                  PD_INVOICE_PDF_HASH,  PD_INVOICE_XML_HASH, PD_INVOICE_SUBMITTED_AT,
                                  PD_INVOICE_SPECIMEN,  PD_INVOICE_NOTE,     PD_INVOICE_OFD_HASH,
                                  PD_INVOICE_NEXT_STEP, PD_INVOICE_NEXT_AT,  PD_INVOICE_PROBLEM_CODE };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    pd_record_clear (invoice, fields[i]);
  g_ptr_array_set_size (pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES), 0);
  pd_record_set_revision (invoice, 0);
  pd_record_set_sequence (invoice, 0);
}

/* I7 */
static void
check_frozen (Sim *sim, const PdRecord *before, const PdRecord *after)
{
  g_autoptr (PdRecord) old = NULL;
  g_autoptr (PdRecord) new = NULL;
  g_autoptr (PdPatch) patch = NULL;

  if (pd_record_get_record_type (before) == &pd_invoice_type)
    {
      old = pd_record_copy (before);
      new = pd_record_copy (after);
      clear_bureau_fields (old);
      clear_bureau_fields (new);
      if (!pd_record_equal (old, new))
        sim_fail (sim, "I7", "invoice %s changed after it was made", pd_record_get_id (before));
      if (g_strcmp0 (pd_record_get_state (before), PD_INVOICE_STATE_ISSUED) == 0 &&
          !pd_record_field_equal (before, after, PD_INVOICE_NUMBER))
        sim_fail (sim, "I7", "the number of invoice %s changed", pd_record_get_id (before));
      return;
    }
  if (!pd_workflow_is_frozen (before))
    return;
  patch = pd_diff (before, after);
  if (!pd_patch_touches_only_annotations (patch) || pd_record_is_deleted (after))
    sim_fail (sim, "I7", "%s changed while it was closed", pd_record_get_id (before));
}

/* I10 */
static void
check_arrow (Sim *sim, const PdRecord *before, const PdRecord *after)
{
  const char *from = pd_record_get_state (before);
  const char *to = pd_record_get_state (after);

  if (pd_record_is_deleted (after) || g_strcmp0 (from, to) == 0 ||
      pd_record_get_revision (after) != pd_record_get_revision (before) + 1)
    return;
  if (from == NULL || to == NULL || !pd_workflow_allows (pd_record_get_record_type (before), from, to))
    sim_fail (sim, "I10", "%s went from %s to %s", pd_record_get_id (before), from, to);
}

static void
check_version (Sim *sim, const PdRecord *before, const PdRecord *after, int author)
{
  check_total (sim, after);
  sim_check_ticket (sim, before, after);
  sim_check_rules (sim, before, after, author);
  sim_check_calendar_row (sim, before, after);
  if (before == NULL)
    {
      if (pd_record_get_revision (after) != 1 && pd_record_get_revision (after) != 2)
        sim_fail (sim, "I5", "%s begins with revision %" G_GINT64_FORMAT, pd_record_get_id (after),
                  pd_record_get_revision (after));
      return;
    }
  if (pd_record_get_revision (after) <= pd_record_get_revision (before))
    sim_fail (sim, "I5", "%s went back to revision %" G_GINT64_FORMAT, pd_record_get_id (after),
              pd_record_get_revision (after));
  if (pd_record_get_record_type (after) == &pd_stock_move_type && !sim->restored)
    sim_fail (sim, "I24", "stock move %s was written twice", pd_record_get_id (after));
  if (pd_record_is_deleted (before))
    sim_fail (sim, "I17", "%s came back after it was deleted", pd_record_get_id (after));
  check_frozen (sim, before, after);
  check_arrow (sim, before, after);
  sim_check_way (sim, before, after);
}

static void
add_version (Sim *sim, const char *text, int author)
{
  g_autoptr (GError) error = NULL;
  PdRecord *record = pd_wire_record_from_text (text, -1, &error);
  SimVersion *version;
  GPtrArray *versions;

  if (record == NULL)
    {
      sim_fail (sim, "P", "the platform has a record that cannot be read: %s", error->message);
      return;
    }
  versions = g_hash_table_lookup (sim->documents, pd_record_get_id (record));
  if (versions == NULL)
    {
      versions = g_ptr_array_new_with_free_func (sim_version_free);
      g_hash_table_insert (sim->documents, g_strdup (pd_record_get_id (record)), versions);
    }
  check_version (sim,
                 versions->len > 0 ? ((SimVersion *) g_ptr_array_index (versions, versions->len - 1))->record
                                   : NULL,
                 record, author);
  version = g_new0 (SimVersion, 1);
  *version = (SimVersion){ record, g_strdup (text), author };
  g_ptr_array_add (versions, version);
  sim->statistics.versions++;
  sim_trace (sim, "version %" G_GINT64_FORMAT ": %s revision %" G_GINT64_FORMAT " %s by %d",
             pd_record_get_sequence (record), pd_record_get_id (record), pd_record_get_revision (record),
             pd_record_get_state (record) != NULL ? pd_record_get_state (record) : "-", author);
  sim_tokens_in_history (sim, text);
}

/* Reads what is new on the platform; @author did it. */
void
sim_history_read (Sim *sim, int author)
{
  SimPlatform *self = &sim->platform;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (self->platform->sql, &error,
                             "SELECT seq, body FROM document WHERE tenant = ? AND seq > ? ORDER BY seq", "ti",
                             self->tenants[0], sim->head);

  g_assert_no_error (error);
  while (sim->violation == NULL && pd_platform_rows_next (rows, &error) == PD_PLATFORM_STEP_ROW)
    {
      gint64 sequence = pd_platform_rows_integer (rows, 0);

      /* I5: a sequence is never given twice, and nothing appears below one that was seen. */
      if (sequence <= sim->head)
        sim_fail (sim, "I5", "sequence %" G_GINT64_FORMAT " came after %" G_GINT64_FORMAT, sequence,
                  sim->head);
      sim->head = sequence;
      add_version (sim, pd_platform_rows_text (rows, 1), author);
    }
}

/* The platform has forgotten its newest history: so does this. */
void
sim_history_forget (Sim *sim)
{
  GHashTableIter iter;
  gpointer versions;
  gint64 head =
      sim_platform_integer (sim, "SELECT seq FROM tenant_head WHERE tenant = ?", sim->platform.tenants[0]);

  g_hash_table_iter_init (&iter, sim->documents);
  while (g_hash_table_iter_next (&iter, NULL, &versions))
    for (GPtrArray *list = versions; list->len > 0; g_ptr_array_remove_index (list, list->len - 1))
      {
        const SimVersion *last = g_ptr_array_index (list, list->len - 1);

        if (pd_record_get_sequence (last->record) <= head)
          break;
      }
  sim->head = head;
  g_hash_table_remove_all (sim->results);
}
