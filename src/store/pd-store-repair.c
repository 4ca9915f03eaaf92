/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-repair.h"

#include "store/pd-store-outbox.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-rebase.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-streams.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Repairs that are remembered; older ones are forgotten. */
#define MAX_REPAIRS 10000

static const struct
{
  const char *name;
  const char *sentence;
} kinds[] = {
  [PD_REPAIR_FETCHED] = { "fetched", N_ ("It was missing on this computer and was fetched.") },
  [PD_REPAIR_RESTORED] = { "restored", N_ ("What this computer had was damaged; it was fetched again.") },
  [PD_REPAIR_UPDATED] = { "updated", N_ ("This computer had an older version; the newer one was fetched.") },
  [PD_REPAIR_DELETED] = { "deleted", N_ ("Somebody had deleted it; now it is deleted here, too.") },
  [PD_REPAIR_REGRESSED] = { "regressed",
                            N_ ("The platform lost the newer version; a copy of it is kept on this "
                                "computer. Tell the platform's administrator.") },
  [PD_REPAIR_GONE] = { "gone",
                       N_ ("The platform lost it; a copy is kept on this computer. Tell the platform's "
                           "administrator.") },
  [PD_REPAIR_KEPT] = { "kept",
                       N_ ("The platform lost it; what waits here is left as it is. Tell the platform's "
                           "administrator.") },
  [PD_REPAIR_GIVEN_BACK] = { "given-back",
                             N_ ("The platform had lost it; it was given back from this computer.") },
};

const char *
pd_store_repair_kind_name (PdStoreRepairKind kind)
{
  return kinds[kind].name;
}

/** pd_store_repair_sentence: Returns: (transfer none): what happened, for a person */
const char *
pd_store_repair_sentence (PdStoreRepairKind kind)
{
  return _ (kinds[kind].sentence);
}

void
pd_store_repair_free (PdStoreRepair *repair)
{
  g_free (repair->record_id);
  g_free (repair->title);
  g_free (repair);
}

/** Repairing: one record, what is here and what is there. */
typedef struct
{
  PdStoreSession *session;
  const PdRecordType *type;
  const char *id;
  PdWireDigestEntry *entry; /* (owned) (nullable) what the platform had, as far as was known */
  PdRowInfo info;
  const PdRecord *there; /* (nullable) what it has */
  gboolean restored;
  gint64 now;
} Repairing;

static gboolean
add_event (const Repairing *repairing, PdStoreRepairKind kind, const char *title, GError **error)
{
  PdStatement *statement =
      pd_store_session_prepare (repairing->session,
                                "INSERT INTO repair (at, type, record, title, kind, restored, here, there)"
                                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                                error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "isssiiii", repairing->now, repairing->type->name, repairing->id, title,
                     (gint64) kind, (gint64) repairing->restored,
                     repairing->entry != NULL ? repairing->entry->revision : 0,
                     repairing->there != NULL ? pd_record_get_revision (repairing->there) : 0);
  pd_store_session_touch (repairing->session, NULL);
  return pd_store_session_run (repairing->session, statement, error);
}

/** pd_store_repair_add_given_back: remembers that the platform took a record back. Returns: %FALSE on failure */
gboolean
pd_store_repair_add_given_back (PdStoreSession *session, const PdRecord *record, gint64 now, GError **error)
{
  const Repairing repairing = { .session = session,
                                .type = pd_record_get_record_type (record),
                                .id = pd_record_get_id (record),
                                .there = record,
                                .restored = TRUE,
                                .now = now };

  return add_event (&repairing, PD_REPAIR_GIVEN_BACK, pd_record_get_title (record), error);
}

/* What was acknowledged once is kept, whatever happens to the platform; the newest of several versions. */
static gboolean
keep_lost (const Repairing *repairing, const PdRecord *record, GError **error)
{
  PdStatement *statement = pd_store_session_prepare (
      repairing->session,
      "INSERT INTO lost (type, record, revision, there, title, content, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
      "?7)"
      " ON CONFLICT (type, record) DO UPDATE SET revision = excluded.revision, there = excluded.there,"
      " title = excluded.title, content = excluded.content, at = excluded.at, code = NULL, reason = NULL"
      " WHERE excluded.revision >= lost.revision",
      error);
  g_autoptr (PdRecord) kept = pd_record_copy (record);
  gint64 sequence = pd_record_get_sequence (record);
  g_autofree char *content = NULL;

  if (statement == NULL)
    return FALSE;
  /* As it was before it was marked as of a history that is over. */
  pd_record_set_sequence (kept, sequence < 0 ? -1 - sequence : sequence);
  if (repairing->entry != NULL)
    pd_record_set_revision (kept, repairing->entry->revision);
  content = pd_wire_record_to_text (kept);
  pd_statement_bind (statement, "ssiissi", repairing->type->name, repairing->id,
                     pd_record_get_revision (kept),
                     repairing->there != NULL ? pd_record_get_revision (repairing->there) : 0,
                     pd_record_get_title (kept), content, repairing->now);
  return pd_store_session_run (repairing->session, statement, error);
}

/* @record: (out) (transfer full) (nullable): the platform's version as it is here */
static gboolean
load_known (const Repairing *repairing, PdRecord **record, GError **error)
{
  g_autoptr (PdRecord) base = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;

  if (!pd_shadow_get (repairing->session, repairing->type, repairing->id, &base, record, error))
    return FALSE;
  if (*record != NULL)
    return TRUE;
  conflicts = pd_conflict_get_open (repairing->session, repairing->type, repairing->id, error);
  if (conflicts == NULL)
    return FALSE;
  for (guint i = 0; i < conflicts->len && *record == NULL; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);

      if (pd_conflict_holds_view (conflict) && conflict->theirs != NULL)
        *record = pd_record_ref (conflict->theirs);
    }
  return *record != NULL ||
         pd_store_row_load (repairing->session, repairing->type, repairing->id, record, error);
}

/* What the platform says next of this record is true, whatever its revision. */
static gboolean
mark_unconfirmed (const Repairing *repairing, GError **error)
{
  g_autofree char *row_sql = g_strdup_printf (
      "UPDATE \"%s\" SET sequence = -1 - sequence WHERE id = ?1 AND sequence >= 0 AND ?2 <> ''",
      repairing->type->table);
  const char *const all[] = {
    row_sql,
    "UPDATE shadow SET theirs = " PD_PENDING_TURNED " WHERE id = ?1 AND type = ?2"
    " AND theirs ->> '$.sequence' >= 0",
    "UPDATE conflict SET theirs = " PD_PENDING_TURNED " WHERE record = ?1 AND type = ?2"
    " AND decision = 0 AND theirs ->> '$.sequence' >= 0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      PdStatement *statement = pd_store_session_prepare (repairing->session, all[i], error);

      if (statement == NULL)
        return FALSE;
      pd_statement_bind (statement, "ss", repairing->id, repairing->type->name);
      if (!pd_store_session_run (repairing->session, statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_same (const Repairing *repairing)
{
  g_autofree char *content = NULL;
  guint8 hash[PD_DIGEST_SIZE];

  if (repairing->entry == NULL)
    return pd_record_is_deleted (repairing->there) && repairing->info.row == 0;
  if (pd_record_is_deleted (repairing->there))
    return FALSE;
  content = pd_wire_record_content_hash (repairing->there);
  pd_digest_hash (repairing->id, pd_record_get_revision (repairing->there), content, hash);
  return memcmp (hash, repairing->entry->hash, PD_DIGEST_SIZE) == 0;
}

static PdStoreRepairKind
kind_of (const Repairing *repairing)
{
  gint64 there = pd_record_get_revision (repairing->there);

  if (repairing->entry == NULL)
    return repairing->info.row == 0 ? PD_REPAIR_FETCHED : PD_REPAIR_RESTORED;
  if (repairing->entry->revision >= there)
    return PD_REPAIR_REGRESSED;
  return pd_record_is_deleted (repairing->there) ? PD_REPAIR_DELETED : PD_REPAIR_UPDATED;
}

/* The platform has it: what it has is what is known of it from now on. */
static gboolean
take_over (const Repairing *repairing, GError **error)
{
  g_autoptr (PdRecord) known = NULL;
  PdStoreRepairKind kind = kind_of (repairing);
  const char *title = pd_record_get_title (repairing->there);

  if (is_same (repairing))
    return TRUE;
  if (kind == PD_REPAIR_REGRESSED &&
      (!load_known (repairing, &known, error) || (known != NULL && !keep_lost (repairing, known, error))))
    return FALSE;
  if (!mark_unconfirmed (repairing, error) ||
      !pd_rebase_remote (repairing->session, repairing->there, FALSE, repairing->now, error))
    return FALSE;
  /* After a restore what is newer there came by the lists instead of the feed: nothing was wrong with it here. */
  return (repairing->restored && kind != PD_REPAIR_REGRESSED) ||
         add_event (repairing, kind, known != NULL ? pd_record_get_title (known) : title, error);
}

/* The platform does not even have a tombstone: it lost the record, or never had it. */
static gboolean
give_up (const Repairing *repairing, GError **error)
{
  g_autoptr (PdRecord) known = NULL;
  gboolean dirty = repairing->info.row != 0 && repairing->info.state != PD_ROW_CLEAN;

  if (repairing->entry == NULL)
    return TRUE;
  if (!load_known (repairing, &known, error) || (known != NULL && !keep_lost (repairing, known, error)) ||
      !pd_store_digest_forget (repairing->session, repairing->type, repairing->id, error))
    return FALSE;
  if (dirty ? !mark_unconfirmed (repairing, error)
            : !pd_store_row_remove (repairing->session, repairing->type, repairing->id, error))
    return FALSE;
  return add_event (repairing, dirty ? PD_REPAIR_KEPT : PD_REPAIR_GONE,
                    known != NULL ? pd_record_get_title (known) : NULL, error);
}

static const PdRecord *
find_record (GPtrArray *records, const PdWireDigestEntry *asked)
{
  for (guint i = 0; i < records->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (records, i);

      if (pd_record_get_record_type (record) == asked->type &&
          g_str_equal (pd_record_get_id (record), asked->id))
        return record;
    }
  return NULL;
}

/**
 * pd_store_repair_records:
 * @session: the session of a writing job
 * @asked: (element-type PdWireDigestEntry): the records that the platform was asked for
 * @records: (element-type PdRecord): those of them that it has, deleted ones too
 * @restored: whether the reason is that the platform's data were restored
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Makes what is known of these records what the platform has, and writes down each repair. What waits here stays. A
 * version that the platform had acknowledged and has no more is kept among the lost ones (sync: 2.7, 2.8).
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_repair_records (PdStoreSession *session,
                         GPtrArray *asked,
                         GPtrArray *records,
                         gboolean restored,
                         gint64 now,
                         GError **error)
{
  for (guint i = 0; i < asked->len; i++)
    {
      const PdWireDigestEntry *wanted = g_ptr_array_index (asked, i);
      g_autoptr (PdWireDigestEntry) entry = NULL;
      Repairing repairing = {
        .session = session, .type = wanted->type, .id = wanted->id, .restored = restored, .now = now
      };

      repairing.there = find_record (records, wanted);
      if (!pd_store_digest_find (session, wanted->type, wanted->id, &entry, error) ||
          !pd_store_row_find (session, wanted->type, wanted->id, &repairing.info, error))
        return FALSE;
      repairing.entry = entry;
      if (!(repairing.there != NULL ? take_over (&repairing, error) : give_up (&repairing, error)))
        return FALSE;
    }
  return pd_store_session_exec (
      session,
      "DELETE FROM repair WHERE position <= (SELECT max (position) FROM repair) - " G_STRINGIFY (MAX_REPAIRS),
      error);
}

/**
 * pd_store_list_unconfirmed:
 * @session: the session
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdWireDigestEntry): after pd_store_begin_history(), the records with
 *   changes that the platform had deleted: they are in no digest, and have to be asked for by name
 */
GPtrArray *
pd_store_list_unconfirmed (PdStoreSession *session, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT type, id FROM shadow WHERE theirs ->> '$.sequence' < 0"
      " AND NOT EXISTS (SELECT 1 FROM digest AS d WHERE d.type = shadow.type AND d.id = shadow.id)"
      " UNION SELECT type, record FROM conflict WHERE decision = 0 AND theirs ->> '$.sequence' < 0"
      " AND NOT EXISTS (SELECT 1 FROM digest AS d WHERE d.type = conflict.type AND d.id = conflict.record)",
      error);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_digest_entry_free);
  gboolean found;

  if (statement == NULL)
    return NULL;
  while (pd_store_session_step (session, statement, &found, error))
    {
      const PdRecordType *type = found ? pd_record_type_find (pd_statement_text (statement, 0)) : NULL;
      PdWireDigestEntry *entry;

      if (!found)
        return g_steal_pointer (&entries);
      if (type == NULL)
        continue;
      entry = g_new0 (PdWireDigestEntry, 1);
      entry->type = type;
      entry->id = g_strdup (pd_statement_text (statement, 1));
      g_ptr_array_add (entries, entry);
    }
  return NULL;
}

/**
 * pd_store_repair_remove_orphans:
 * @session: the session of a writing job
 * @error: (out) (optional): where the error goes
 *
 * Lines whose record is gone would become those of the next record in its place.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_repair_remove_orphans (PdStoreSession *session, GError **error)
{
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    for (guint i = 0; i < (*type)->n_lists; i++)
      {
        g_autofree char *sql =
            g_strdup_printf ("DELETE FROM \"%s\" WHERE parent NOT IN (SELECT row FROM \"%s\")",
                             (*type)->lists[i]->table, (*type)->table);

        if (!pd_store_session_exec (session, sql, error))
          return FALSE;
      }
  return TRUE;
}

#define LEAVING "(SELECT name FROM stream WHERE leaving = 1)"

/* What is on its way out was not compared, and what the platform has lost is not confirmed: whatever it says next of
 * those is true. */
static gboolean
confirm_rows (PdStoreSession *session, GError **error)
{
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      g_autofree char *sql = g_strdup_printf (
          "UPDATE \"%s\" SET sequence = -1 - sequence WHERE sequence < 0 AND (deleted = 1 OR id IN"
          " (SELECT id FROM digest WHERE type = '%s' AND stream NOT IN " LEAVING "))",
          (*type)->table, (*type)->name);

      if (!pd_store_session_exec (session, sql, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * pd_store_end_history:
 * @session: the session of a writing job
 * @epoch: the platform's new history
 * @next: its cursor when the lists were compared
 * @head: its newest sequence then
 * @error: (out) (optional): where the error goes
 *
 * After pd_store_begin_history(), when all that differed has been repaired: everything else that is kept is as the
 * platform has it.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_end_history (PdStoreSession *session,
                      const char *epoch,
                      const char *next,
                      gint64 head,
                      GError **error)
{
  g_autofree char *head_text = g_strdup_printf ("%" G_GINT64_FORMAT, head);

  return confirm_rows (session, error) &&
         /* What the platform had deleted is in no digest, and was asked for by name. */
         pd_store_session_exec (
             session,
             "UPDATE shadow SET theirs = " PD_PENDING_TURNED " WHERE theirs ->> '$.sequence' < 0"
             " AND EXISTS (SELECT 1 FROM digest AS d WHERE d.type = shadow.type AND d.id = shadow.id"
             " AND d.stream NOT IN " LEAVING ");"
             "UPDATE conflict SET theirs = " PD_PENDING_TURNED
             " WHERE decision = 0 AND theirs ->> '$.sequence' < 0"
             " AND EXISTS (SELECT 1 FROM digest AS d WHERE d.type = conflict.type AND d.id = conflict.record"
             " AND d.stream NOT IN " LEAVING ");",
             error) &&
         pd_store_set_meta (session, PD_STORE_META_RESTORING, NULL, error) &&
         pd_store_set_meta (session, PD_STORE_META_EPOCH, epoch, error) &&
         pd_store_set_meta (session, PD_STORE_META_MAX_SEQUENCE, head_text, error) &&
         pd_store_streams_set_all (session, next, head, error);
}

/**
 * pd_store_list_repairs:
 * @session: the session
 * @limit: how many at most
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreRepair): the newest first
 */
GPtrArray *
pd_store_list_repairs (PdStoreSession *session, guint limit, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT at, type, record, title, kind, restored, here, there FROM repair "
                                "ORDER BY position DESC LIMIT ?1",
                                error);
  g_autoptr (GPtrArray) repairs = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_repair_free);
  gboolean found;

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "i", (gint64) limit);
  while (pd_store_session_step (session, statement, &found, error))
    {
      PdStoreRepair *repair;

      if (!found)
        return g_steal_pointer (&repairs);
      repair = g_new0 (PdStoreRepair, 1);
      g_ptr_array_add (repairs, repair);
      repair->at = sqlite3_column_int64 (statement, 0);
      repair->type = pd_record_type_find (pd_statement_text (statement, 1));
      repair->record_id = g_strdup (pd_statement_text (statement, 2));
      repair->title = g_strdup (pd_statement_text (statement, 3));
      repair->kind = (PdStoreRepairKind) CLAMP (sqlite3_column_int (statement, 4), 0, PD_REPAIR_GIVEN_BACK);
      repair->restored = sqlite3_column_int (statement, 5) != 0;
      repair->here = sqlite3_column_int64 (statement, 6);
      repair->there = sqlite3_column_int64 (statement, 7);
      if (repair->type == NULL)
        {
          pd_store_session_fail (session, SQLITE_CORRUPT, error);
          return NULL;
        }
    }
  return NULL;
}

/** pd_store_count_repairs: @n_repairs: (out): that made something good here; @n_lost: (out): that the platform has lost */
gboolean
pd_store_count_repairs (PdStoreSession *session, gint64 *n_repairs, gint64 *n_lost, GError **error)
{
  /* The first kinds are those. */
  G_STATIC_ASSERT (PD_REPAIR_DELETED == 3);

  return pd_store_session_integer (session, "SELECT count (*) FROM repair WHERE kind <= 3", n_repairs,
                                   error) &&
         pd_store_session_integer (session, "SELECT count (*) FROM lost", n_lost, error);
}
