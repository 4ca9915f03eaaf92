/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-conflict-place-private.h"

/* What stays as it is while the list of conflicts is read again: entries that did not change, and decisions. */

static gboolean
same_record (const PdRecord *a, const PdRecord *b)
{
  return a == b || (a != NULL && b != NULL && pd_record_equal (a, b) &&
                    pd_record_get_revision (a) == pd_record_get_revision (b) &&
                    pd_record_is_deleted (a) == pd_record_is_deleted (b));
}

/* What did not change stays the same object, so that nothing that is shown has to be made again. */
void
pd_conflict_place_keep_unchanged (PdConflictPlace *self, GPtrArray *conflicts)
{
  for (guint i = 0; i < conflicts->len; i++)
    {
      PdStoreConflict *now = g_ptr_array_index (conflicts, i);
      guint position;

      if (!g_ptr_array_find (self->conflicts, pd_conflict_place_find (self->conflicts, now->id), &position))
        continue;
      if (!same_record (((PdStoreConflict *) g_ptr_array_index (self->conflicts, position))->mine,
                        now->mine) ||
          !same_record (((PdStoreConflict *) g_ptr_array_index (self->conflicts, position))->theirs,
                        now->theirs))
        continue;
      conflicts->pdata[i] = g_ptr_array_steal_index (self->conflicts, position);
      pd_store_conflict_free (now);
    }
}

/* Brings what has been decided up to date; returns how many decisions about the selected one are open again. */
guint
pd_conflict_place_keep_decisions (PdConflictPlace *self)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->resolutions);
  guint n_dropped_selected = 0;

  self->resolutions =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pd_resolution_free);
  for (guint i = 0; i < self->conflicts->len; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (self->conflicts, i);
      PdResolution *known = g_hash_table_lookup (before, conflict->id);
      PdResolution *fresh;
      guint n_dropped = 0;

      if (conflict->mine == NULL)
        continue;
      if (known != NULL && same_record (pd_resolution_get_mine (known), conflict->mine) &&
          same_record (pd_resolution_get_theirs (known), conflict->theirs))
        {
          g_autofree char *id = NULL;

          g_hash_table_steal_extended (before, conflict->id, (gpointer *) &id, NULL);
          fresh = known;
        }
      else if (known != NULL)
        fresh = pd_resolution_refresh (known, conflict->base, conflict->mine, conflict->theirs, &n_dropped);
      else
        fresh = pd_store_conflict_resolution (conflict);
      if (g_strcmp0 (conflict->id, self->selected_id) == 0)
        n_dropped_selected = n_dropped;
      g_hash_table_insert (self->resolutions, g_strdup (conflict->id), fresh);
    }
  return n_dropped_selected;
}
