/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-bin.h"
#include "model/pd-order.h"
#include "model/pd-ticket.h"
#include "store/pd-store-bin.h"
#include "store/pd-store-records.h"
#include "wire/pd-wire.h"

/* People delete tickets, and take what was deleted out of the bin again; and what must be true of the bin (I29). */

/** Digging: what somebody does with one deleted record, or one that is to be. */
typedef struct
{
  const PdRecordType *type;
  char *id;           /* (owned) (nullable) */
  char *restored;     /* (owned) (nullable) */
  GPtrArray *entries; /* (owned) (nullable) of PdStoreBinEntry */
} Digging;

static void
digging_clear (Digging *self)
{
  g_free (self->id);
  g_free (self->restored);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Digging, digging_clear)

static gboolean
delete_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Digging *self = data;

  return pd_store_delete_record (desktop->session, self->type, self->id, sim_desktop_now (desktop), error);
}

static gboolean
restore_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Digging *self = data;
  PdStoreBinRestored how;

  g_clear_pointer (&self->restored, g_free);
  return pd_store_bin_restore (desktop->session, self->type, self->id, sim_desktop_now (desktop), &how,
                               &self->restored, error);
}

/* One of the newest, so that people meet. */
static char *
pick_ticket (SimDesktop *desktop, SimRandom *random)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT id FROM tickets WHERE deleted = 0 ORDER BY id DESC LIMIT 1 OFFSET %u",
                       sim_random_below (random, 3));
  g_autoptr (PdStatement) statement = pd_store_session_prepare (desktop->session, sql, NULL);
  gboolean row;

  return statement != NULL && pd_store_session_step (desktop->session, statement, &row, NULL) && row
             ? g_strdup (pd_statement_text (statement, 0))
             : NULL;
}

static void
throw_away (SimDesktop *desktop, SimRandom *random)
{
  g_auto (Digging) self = { .type = &pd_ticket_type, .id = pick_ticket (desktop, random) };
  g_autofree char *before = NULL;

  if (self.id == NULL)
    {
      sim_ticket (desktop, random);
      return;
    }
  before = sim_tokens_text (desktop, self.type, self.id, TRUE);
  if (!sim_desktop_write (desktop, delete_job, &self))
    {
      if (desktop->session == NULL)
        sim_tokens_in_doubt (desktop, self.id, NULL);
      return;
    }
  sim_trace (desktop->sim, "desktop %u deletes ticket %s", desktop->index, self.id);
  sim_tokens_given_up (desktop, self.id, before, NULL);
  sim_saved (desktop);
}

static void
take_out (SimDesktop *desktop, SimRandom *random)
{
  g_auto (Digging)
      self = { .entries = pd_store_bin_list (desktop->session, sim_desktop_now (desktop), NULL) };
  const PdStoreBinEntry *entry;

  if (self.entries == NULL || self.entries->len == 0)
    return;
  entry = g_ptr_array_index (self.entries, sim_random_below (random, MIN (self.entries->len, 3)));
  self.type = entry->type;
  self.id = g_strdup (entry->id);
  if (!sim_desktop_write (desktop, restore_job, &self))
    return;
  sim_trace (desktop->sim, "desktop %u restores %s", desktop->index, self.id);
  sim_sometimes (desktop, SIM_FAULT_BIN);
  sim_saved (desktop);
}

/** sim_bin: somebody deletes a ticket, or takes something out of the bin. */
void
sim_bin (SimDesktop *desktop, SimRandom *random)
{
  gboolean deletes = sim_random_chance (random, 450);

  /* The administrator alone may delete tickets; the others try it seldom. */
  if (deletes && sim_random_chance (random, 900))
    desktop = desktop->sim->desktops[1];
  if (desktop->engine == NULL)
    return;
  if (deletes)
    throw_away (desktop, random);
  else
    take_out (desktop, random);
}

/* --- the judge */

static const PdRecord *
newest (Sim *sim, const char *id)
{
  GPtrArray *versions = sim_history_versions (sim, id);

  return versions != NULL ? ((SimVersion *) g_ptr_array_index (versions, versions->len - 1))->record : NULL;
}

/* (transfer full) (nullable): what an entry keeps, by its first version: a restored one keeps nothing any more */
static PdRecord *
kept_by (Sim *sim, const PdRecord *entry)
{
  const SimVersion *first = g_ptr_array_index (sim_history_versions (sim, pd_record_get_id (entry)), 0);
  g_autofree char *content = pd_bin_entry_content (first->record);

  if (g_strcmp0 (pd_record_get_state (first->record), PD_BIN_STATE_KEPT) != 0)
    return NULL;
  return pd_wire_record_from_text (content, -1, NULL);
}

/* What is in the bin is gone, and is the whole of what it last was. */
static void
check_kept (Sim *sim, const PdRecord *kept)
{
  const char *id = pd_record_get_id (kept);
  const PdRecord *last = newest (sim, id);
  const SimVersion *was = sim_history_revision (sim, id, pd_record_get_revision (kept));
  g_autofree char *text = pd_wire_record_to_text (kept);

  if (last == NULL || !pd_record_is_deleted (last))
    sim_fail (sim, "I29", "%s is in the bin and was not deleted", id);
  else if (pd_record_get_revision (last) != pd_record_get_revision (kept) + 1)
    sim_fail (sim, "I29", "the bin has revision %" G_GINT64_FORMAT " of %s, which went as %" G_GINT64_FORMAT,
              pd_record_get_revision (kept), id, pd_record_get_revision (last));
  else if (was != NULL && !g_str_equal (was->text, text))
    sim_fail (sim, "I29", "the bin has another %s: %.400s / %.400s", id, text, was->text);
}

static gboolean
same_lines (const PdRecord *a, const PdRecord *b, guint list)
{
  GPtrArray *lines = pd_record_get_list (a, list), *others = pd_record_get_list (b, list);

  for (guint i = 0; i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      const PdRecord *other = pd_record_find_line (b, list, pd_record_get_id (line));

      if (other == NULL || !pd_record_equal (line, other))
        return FALSE;
    }
  return lines->len == others->len;
}

/* What the platform settles when a record is made: an order's number may be another's by now, and a ticket has the office's
 * days as they are then. */
static gboolean
is_settled_anew (const PdRecordType *type, guint field)
{
  return (type == &pd_order_type && field == PD_ORDER_NUMBER) ||
         (type == &pd_ticket_type && field == PD_TICKET_OFFICE_DAYS);
}

/* What was restored is whole; its state and its history begin anew. */
static void
check_restored (Sim *sim, const PdRecord *entry, const PdRecord *kept)
{
  const PdRecordType *type = pd_record_get_record_type (kept);
  const char *id = pd_record_get_text (entry, PD_BIN_ENTRY_RESTORED_ID);
  g_autofree char *wanted = pd_bin_restored_id (type, pd_record_get_id (kept));
  const SimVersion *first = sim_history_revision (sim, wanted, 1);
  int steps = pd_record_type_list (type, "steps");

  if (g_strcmp0 (id, wanted) != 0 || newest (sim, wanted) == NULL)
    sim_fail (sim, "I29", "%s was restored, and %s is not there", pd_record_get_id (kept), id);
  if (first == NULL)
    return;
  for (guint i = 0; i < type->n_fields; i++)
    if (pd_field_is_mergeable (&type->fields[i]) && !is_settled_anew (type, i) &&
        !pd_record_field_equal (kept, first->record, i))
      sim_fail (sim, "I29", "%s was restored with another %s", pd_record_get_id (kept), type->fields[i].name);
  for (guint i = 0; i < type->n_lists; i++)
    if ((int) i != steps && !same_lines (kept, first->record, i))
      sim_fail (sim, "I29", "%s was restored with other %s", pd_record_get_id (kept),
                type->lists[i]->list_name);
}

static void
check_entry (Sim *sim, const PdRecord *entry)
{
  g_autoptr (PdRecord) kept = kept_by (sim, entry);

  if (kept == NULL)
    return;
  check_kept (sim, kept);
  if (g_strcmp0 (pd_record_get_state (entry), PD_BIN_STATE_RESTORED) == 0)
    check_restored (sim, entry, kept);
}

/* What was deleted has its entry. */
static void
check_deleted (Sim *sim, const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autofree char *entry = pd_bin_entry_id (type, pd_record_get_id (record));

  if (pd_bin_keeps (type) && newest (sim, entry) == NULL)
    sim_fail (sim, "I29", "%s was deleted and is not in the bin", pd_record_get_id (record));
}

/** sim_check_bin: I29, when everything is quiet: what was deleted lies in the bin, and what was restored is whole. */
void
sim_check_bin (Sim *sim)
{
  GHashTableIter iter;
  gpointer list;

  if (sim->restored)
    return;
  g_hash_table_iter_init (&iter, sim->documents);
  while (sim->violation == NULL && g_hash_table_iter_next (&iter, NULL, &list))
    {
      GPtrArray *versions = list;
      const SimVersion *last = versions->len > 0 ? g_ptr_array_index (versions, versions->len - 1) : NULL;

      if (last == NULL)
        continue;
      if (pd_record_get_record_type (last->record) == &pd_bin_entry_type)
        check_entry (sim, last->record);
      else if (pd_record_is_deleted (last->record))
        check_deleted (sim, last->record);
    }
}
