/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-order.h"
#include "platform/pd-platform-documents.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-upgrade.h"
#include "wire/pd-wire.h"
#include "sync/pd-sync-failure.h"

static gint64
integer (SimDesktop *desktop, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = 0;

  if (!pd_store_session_integer (desktop->session, sql, &value, &error))
    sim_fail (desktop->sim, "P", "desktop %u: %s", desktop->index, error->message);
  return value;
}

/* I14: records, what waits for them and where they are said to stand fit. */
static void
check_consistent (SimDesktop *desktop)
{
  static const char *const tables[] = { "orders",  "buyers",          "invoices",      "stock_moves",
                                        "tickets", "order_templates", "calendar_rows", "bin_entries" };
  Sim *sim = desktop->sim;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *stray =
          g_strdup_printf ("SELECT count (*) FROM \"%1$s\" AS r WHERE (row_state <> 0) <>"
                           " (EXISTS (SELECT 1 FROM outbox WHERE record = r.id) OR"
                           "  EXISTS (SELECT 1 FROM conflict WHERE record = r.id AND decision = 0))",
                           tables[i]);

      if (integer (desktop, stray) != 0)
        sim_fail (sim, "I14", "desktop %u: a record of %s does not stand where it says", desktop->index,
                  tables[i]);
    }
  if (integer (desktop, "SELECT count (*) FROM outbox WHERE record NOT IN (SELECT id FROM orders UNION ALL"
                        " SELECT id FROM buyers UNION ALL SELECT id FROM invoices UNION ALL"
                        " SELECT id FROM stock_moves UNION ALL SELECT id FROM tickets UNION ALL"
                        " SELECT id FROM order_templates UNION ALL SELECT id FROM calendar_rows UNION ALL"
                        " SELECT id FROM bin_entries)") != 0)
    sim_fail (sim, "I14", "desktop %u: something waits for a record that is not there", desktop->index);
  if (integer (desktop, "SELECT count (*) FROM (SELECT record FROM outbox WHERE state = 1"
                        " GROUP BY type, record HAVING count (*) > 1)") != 0)
    sim_fail (sim, "I14", "desktop %u: two changes of one record are on their way", desktop->index);
  if (integer (desktop, "SELECT count (*) FROM shadow WHERE id NOT IN (SELECT record FROM outbox)") != 0)
    sim_fail (sim, "I14", "desktop %u: a shadow without anything that waits", desktop->index);
}

/* I23 */
static void
check_conflict (SimDesktop *desktop, const PdStoreConflict *conflict)
{
  Sim *sim = desktop->sim;
  GPtrArray *versions = sim_history_versions (sim, conflict->record_id);

  sim_trace (sim, "desktop %u: conflict about %s: %s", desktop->index, conflict->record_id, conflict->code);
  /* A clerk may not issue, and a platform may be ill: that is no conflict with anybody. */
  if (sim->restored || sim->rolled_back || g_str_equal (conflict->code, "forbidden") ||
      g_str_equal (conflict->code, "undone") || g_str_equal (conflict->code, "attachments") ||
      pd_sync_failure_from_name (conflict->code) != PD_SYNC_FAILURE_NONE)
    return;
  for (guint i = 0; versions != NULL && i < versions->len; i++)
    if (((const SimVersion *) g_ptr_array_index (versions, i))->author != (int) desktop->index)
      return;
  sim_fail (sim, "I23", "desktop %u: a conflict (%s, %s) about %s, which nobody else has changed",
            desktop->index, conflict->code, conflict->command != NULL ? conflict->command : "-",
            conflict->record_id);
}

void
sim_check_conflicts (SimDesktop *desktop)
{
  g_autoptr (GPtrArray) conflicts = pd_store_list_conflicts (desktop->session, TRUE, NULL);

  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);

      if (g_hash_table_add (desktop->conflicts, g_strdup (conflict->id)))
        check_conflict (desktop, conflict);
    }
}

/* After everything that changes the cache. */
void
sim_check_desktop (SimDesktop *desktop)
{
  if (desktop->session == NULL)
    return;
  sim_tokens_check (desktop);
  sim_check_conflicts (desktop);
  check_consistent (desktop);
}

static gint64
revision_of (const PdRecord *record)
{
  return record != NULL ? pd_record_get_revision (record) : 0;
}

/* What the desktop knows of the platform's version of a record that has changes here. */
static gint64
known_revision (SimDesktop *desktop, const PdRecordType *type, const char *id)
{
  g_autoptr (PdRecord) base = NULL;
  g_autoptr (PdRecord) theirs = NULL;
  g_autoptr (PdRecord) view = NULL;
  g_autoptr (GPtrArray) conflicts = pd_conflict_get_open (desktop->session, type, id, NULL);
  gint64 known;

  pd_shadow_get (desktop->session, type, id, &base, &theirs, NULL);
  pd_store_row_load (desktop->session, type, id, &view, NULL);
  known = MAX (revision_of (theirs), revision_of (view));
  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    known = MAX (known, revision_of (((PdStoreConflict *) g_ptr_array_index (conflicts, i))->theirs));
  return known;
}

/* The stream that the platform has a record in: of a deleted one, that of the last version before. */
static void
stream_of (Sim *sim, const SimVersion *version, char stream[PD_STREAM_MAX])
{
  const PdRecord *record = version->record;
  gint64 revision = pd_record_get_revision (record);

  while (pd_record_is_deleted (record) && revision > 1)
    {
      version = sim_history_revision (sim, pd_record_get_id (record), --revision);
      if (version == NULL)
        break;
      record = version->record;
    }
  pd_record_stream (record, stream);
}

/* I16: what is here and clean is of a stream that is kept here. */
static void
check_scope (SimDesktop *desktop,
             const SimVersion *version,
             const PdRowInfo *info,
             const char *stream,
             gboolean strict)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM stream WHERE name = '%s'", stream);

  /* Nobody sees what is left of a deleted one. */
  if (pd_record_is_deleted (version->record))
    return;
  if (strict)
    {
      if (info->row != 0)
        sim_fail (desktop->sim, "I16", "desktop %u still has %s of %s", desktop->index,
                  pd_record_get_id (version->record), stream);
      return;
    }
  /* It is still on its way out. */
  if (integer (desktop, sql) > 0)
    return;
  if (info->row != 0 && info->state == PD_ROW_CLEAN &&
      info->revision == pd_record_get_revision (version->record))
    sim_fail (desktop->sim, "I16", "desktop %u has %s of %s, which it does not keep", desktop->index,
              pd_record_get_id (version->record), stream);
}

/* I3: below its cursor a desktop has everything, and what is clean is as the platform has it. */
static void
check_record (SimDesktop *desktop, const SimVersion *version, const char *invariant)
{
  Sim *sim = desktop->sim;
  const PdRecordType *type = pd_record_get_record_type (version->record);
  const char *id = pd_record_get_id (version->record);
  gint64 revision = pd_record_get_revision (version->record);
  g_autoptr (PdRecord) view = NULL;
  g_autofree char *text = NULL;
  char stream[PD_STREAM_MAX];
  PdRowInfo info = { 0 };
  gboolean keeps = TRUE;

  pd_store_row_find (desktop->session, type, id, &info, NULL);
  stream_of (sim, version, stream);
  pd_store_keeps_stream (desktop->session, stream, &keeps, NULL);
  if (!keeps)
    {
      check_scope (desktop, version, &info, stream, g_str_equal (invariant, "I4") && !sim->restored);
      return;
    }
  if (info.row == 0)
    {
      if (!pd_record_is_deleted (version->record))
        sim_fail (sim, invariant, "desktop %u does not have %s %s", desktop->index, type->name, id);
      return;
    }
  if (info.state != PD_ROW_CLEAN)
    {
      if (known_revision (desktop, type, id) < revision)
        sim_fail (sim, invariant, "desktop %u does not know revision %" G_GINT64_FORMAT " of %s",
                  desktop->index, revision, id);
      return;
    }
  if (info.revision < revision)
    sim_fail (sim, invariant, "desktop %u has %s in revision %" G_GINT64_FORMAT " and not %" G_GINT64_FORMAT,
              desktop->index, id, info.revision, revision);
  if (info.revision != revision || !pd_store_row_load (desktop->session, type, id, &view, NULL))
    return;
  text = pd_wire_record_to_text (view);
  if (!g_str_equal (text, version->text))
    sim_fail (sim, invariant, "desktop %u has another %s: %.400s / %.400s", desktop->index, id, text,
              version->text);
}

/* How far the least far of the streams has come in the history that the platform has now; -1 in any other. */
static gint64
cursor_sequence (SimDesktop *desktop)
{
  Sim *sim = desktop->sim;
  g_autoptr (PdStorePull) pull = pd_store_plan_pull (desktop->session, NULL);
  g_auto (GStrv) parts = pull != NULL ? g_strsplit (pull->cursor, ".", 5) : NULL;
  PdPlatformHead head;

  if (parts == NULL || g_strv_length (parts) != 4 || sim->platform.platform == NULL ||
      !pd_platform_get_head (sim->platform.platform, sim->platform.tenants[0], &head, NULL) ||
      !g_str_equal (parts[1], head.epoch))
    return -1;
  return g_ascii_strtoll (parts[2], NULL, 10);
}

void
sim_check_cursor (SimDesktop *desktop)
{
  Sim *sim = desktop->sim;
  g_autofree char *streams = NULL;
  gint64 cursor;
  GHashTableIter iter;
  gpointer versions;

  /* What a damaged disk has lost is missing until the sums are compared. */
  if (desktop->session == NULL || sim->damaged)
    return;
  cursor = cursor_sequence (desktop);
  streams = pd_store_join_streams (desktop->session, NULL);
  /* A stream that is new here begins at the beginning. */
  if (g_strcmp0 (streams, desktop->checked_streams) != 0)
    desktop->checked = 0;
  g_free (desktop->checked_streams);
  desktop->checked_streams = g_steal_pointer (&streams);
  if (cursor < desktop->checked)
    {
      /* I5: nobody goes back but to compare everything anew. */
      if (cursor >= 0 && desktop->checked > 0 && cursor > 0 && !sim->restored && !sim->rolled_back)
        sim_fail (sim, "I5", "desktop %u went back from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                  desktop->index, desktop->checked, cursor);
      desktop->checked = 0;
    }
  g_hash_table_iter_init (&iter, sim->documents);
  while (sim->violation == NULL && g_hash_table_iter_next (&iter, NULL, &versions))
    {
      GPtrArray *list = versions;
      const SimVersion *last = list->len > 0 ? g_ptr_array_index (list, list->len - 1) : NULL;
      gint64 sequence = last != NULL ? pd_record_get_sequence (last->record) : 0;

      if (last != NULL && sequence > desktop->checked && sequence <= cursor)
        check_record (desktop, last, "I3");
    }
  if (cursor > 0)
    desktop->checked = cursor;
}

/* I14: whatever happened, what is on the disk after a crash is whole. */
void
sim_check_restart (SimDesktop *desktop)
{
  g_autoptr (GError) error = NULL;

  if (!pd_store_check_file (desktop->session, &error))
    sim_fail (desktop->sim, "I14", "desktop %u: %s", desktop->index, error->message);
  desktop->checked = 0;
  sim_check_desktop (desktop);
  sim_check_cursor (desktop);
}

/* I4 */
static void
check_same (SimDesktop *desktop)
{
  static const char *const tables[] = { "orders",  "buyers",          "invoices",      "stock_moves",
                                        "tickets", "order_templates", "calendar_rows", "bin_entries" };
  static const char *const names[] = { "order",  "buyer",          "invoice",      "stock_move",
                                       "ticket", "order_template", "calendar_row", "bin_entry" };
  Sim *sim = desktop->sim;
  GHashTableIter iter;
  gpointer versions;
  gint64 alive[G_N_ELEMENTS (tables)] = { 0 };
  char stream[PD_STREAM_MAX];
  gboolean keeps;

  g_hash_table_iter_init (&iter, sim->documents);
  while (g_hash_table_iter_next (&iter, NULL, &versions))
    {
      GPtrArray *list = versions;
      const SimVersion *last = list->len > 0 ? g_ptr_array_index (list, list->len - 1) : NULL;

      if (last == NULL)
        continue;
      check_record (desktop, last, "I4");
      stream_of (sim, last, stream);
      if (!pd_store_keeps_stream (desktop->session, stream, &keeps, NULL) || !keeps)
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
        alive[i] += !pd_record_is_deleted (last->record) &&
                    g_str_equal (pd_record_get_record_type (last->record)->name, names[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "SELECT count (*) FROM \"%s\" WHERE deleted = 0 AND id NOT IN (SELECT id FROM evicted) AND %s",
          tables[i],
          /* What a restored platform has lost stays here, as a thing that it has not confirmed. */
          sim->restored ? "sequence > 0 AND revision > 0" : "TRUE");
      gint64 there = integer (desktop, sql);

      if (there != alive[i])
        sim_fail (sim, "I4", "desktop %u has %" G_GINT64_FORMAT " %s, the platform %" G_GINT64_FORMAT,
                  desktop->index, there, tables[i], alive[i]);
    }
}

static void
check_platform (Sim *sim)
{
  const char *tenant = sim->platform.tenants[0];
  gint64 head = sim_platform_integer (sim, "SELECT seq FROM tenant_head WHERE tenant = ?", tenant);

  /* I5: every sequence is there. */
  if (sim_platform_integer (sim, "SELECT count (*) FROM change_log WHERE tenant = ?", tenant) != head ||
      sim_platform_integer (sim, "SELECT max (seq) FROM change_log WHERE tenant = ?", tenant) != head)
    sim_fail (sim, "I5", "the platform's sequence has gaps");
  if (sim_platform_integer (sim,
                            "SELECT count (*) FROM document WHERE tenant <> ? AND body NOT LIKE '%" SIM_SECRET
                            "%'",
                            tenant) != 0 ||
      sim_platform_integer (sim,
                            "SELECT count (*) FROM document WHERE tenant = ? AND body LIKE '%" SIM_SECRET
                            "%'",
                            tenant) != 0)
    sim_fail (sim, "T", "a record is in another company's place");
}

/* Everything that could go has gone and come. */
gboolean
sim_desktop_is_quiet (SimDesktop *desktop)
{
  gint64 outbox = 1, leaving = 1;

  return desktop->engine != NULL && sim_blobs_are_quiet (desktop) &&
         pd_sync_engine_get_phase (desktop->engine) == PD_SYNC_PHASE_IDLE &&
         pd_sync_engine_get_failure (desktop->engine) == PD_SYNC_FAILURE_NONE && desktop->up_to_date &&
         pd_store_session_integer (desktop->session, "SELECT count (*) FROM outbox", &outbox, NULL) &&
         outbox == 0 &&
         pd_store_session_integer (desktop->session, "SELECT count (*) FROM stream WHERE leaving = 1",
                                   &leaving, NULL) &&
         leaving == 0;
}

/* When everything is quiet. */
void
sim_check_end (Sim *sim)
{
  check_platform (sim);
  for (guint i = 0; i < sim->options->n_desktops; i++)
    check_same (sim->desktops[i]);
  sim_check_stock (sim);
  sim_check_tickets (sim);
  sim_check_calendar (sim);
  sim_check_bin (sim);
  sim_check_files_end (sim);
  sim_tokens_check_end (sim);
  sim_bureau_check (sim);
}
