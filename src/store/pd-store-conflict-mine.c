/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-conflicts.h"

#include "model/pd-merge.h"

#include <string.h>

static gboolean
contains (GPtrArray *paths, const char *path)
{
  return g_ptr_array_find_with_equal_func (paths, path, g_str_equal, NULL);
}

/* Copies the fields of an atom, whatever they are on the other side. */
static void
force_fields (PdRecord *to, const PdRecord *from, const char *atom)
{
  const PdRecordType *type = pd_record_get_record_type (to);

  for (guint i = 0; i < type->n_fields; i++)
    if (g_str_equal (pd_field_atom (&type->fields[i]), atom))
      pd_record_copy_field (to, from, i);
}

static void
force_line (PdRecord *merged, const PdChange *change, const PdRecord *mine)
{
  guint list = (guint) change->list;
  const char *id = change->line_id;
  PdRecord *line = pd_record_find_line (merged, list, id);
  PdRecord *my_line = pd_record_find_line (mine, list, id);

  if (change->kind == PD_CHANGE_REMOVE)
    pd_record_remove_line (merged, list, id);
  else if (my_line != NULL && (line == NULL || change->kind == PD_CHANGE_ADD))
    {
      pd_record_remove_line (merged, list, id);
      pd_record_add_line (merged, list, pd_record_copy (my_line));
    }
  else if (my_line != NULL)
    force_fields (line, my_line, change->atom);
}

/**
 * pd_store_conflict_mine:
 * @conflict: a conflict
 *
 * What the record becomes when its author insists: what both sides changed is the author's, what only the others
 * changed stays theirs.
 *
 * Returns: (transfer full) (nullable): the record; %NULL when the author's side holds nothing
 */
PdRecord *
pd_store_conflict_mine (const PdStoreConflict *conflict)
{
  const PdRecord *base = conflict->base, *mine = conflict->mine, *theirs = conflict->theirs;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PdPatch) patch = NULL;
  PdRecord *merged;

  if (mine == NULL)
    return NULL;
  if (base == NULL || theirs == NULL || pd_record_is_deleted (mine) || pd_record_is_deleted (theirs))
    return pd_record_copy (mine);
  merged = pd_merge3 (base, mine, theirs, paths);
  patch = pd_diff (base, mine);
  for (guint i = 0; i < pd_patch_get_n_changes (patch); i++)
    {
      const PdChange *change = pd_patch_get_change (patch, i);
      g_autofree char *path = pd_change_path (patch, change);

      if (!contains (paths, path))
        continue;
      if (change->list < 0)
        force_fields (merged, mine, change->atom);
      else
        force_line (merged, change, mine);
    }
  pd_record_derive (merged);
  return merged;
}
