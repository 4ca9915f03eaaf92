/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-merge.h"
#include "model/pd-patch-private.h"

static void
change_free (gpointer data)
{
  PdChange *change = data;

  g_free (change->line_id);
  g_clear_pointer (&change->before, pd_record_unref);
  g_clear_pointer (&change->after, pd_record_unref);
  g_free (change);
}

/**
 * pd_patch_new:
 * @type: the type of the record that it changes
 *
 * Returns: (transfer full): a patch without changes
 */
PdPatch *
pd_patch_new (const PdRecordType *type)
{
  PdPatch *patch = g_new0 (PdPatch, 1);

  g_atomic_ref_count_init (&patch->references);
  patch->type = type;
  patch->changes = g_ptr_array_new_with_free_func (change_free);
  return patch;
}

PdPatch *
pd_patch_ref (PdPatch *patch)
{
  g_atomic_ref_count_inc (&patch->references);
  return patch;
}

void
pd_patch_unref (PdPatch *patch)
{
  if (!g_atomic_ref_count_dec (&patch->references))
    return;
  g_ptr_array_unref (patch->changes);
  g_free (patch);
}

const PdRecordType *
pd_patch_get_record_type (const PdPatch *patch)
{
  return patch->type;
}

guint
pd_patch_get_n_changes (const PdPatch *patch)
{
  return patch->changes->len;
}

/**
 * pd_patch_get_change:
 * @patch: a patch
 * @index: which
 *
 * Returns: (transfer none): the change, valid as long as @patch
 */
const PdChange *
pd_patch_get_change (const PdPatch *patch, guint index)
{
  return g_ptr_array_index (patch->changes, index);
}

static PdChange *
add_change (PdPatch *patch, PdChangeKind kind, int list, const char *line_id)
{
  PdChange *change = g_new0 (PdChange, 1);

  change->kind = kind;
  change->list = list;
  change->line_id = g_strdup (line_id);
  g_ptr_array_add (patch->changes, change);
  return change;
}

/* A record that holds the values of one atom and nothing else. */
static PdRecord *
extract_atom (const PdRecord *from, const char *atom)
{
  const PdRecordType *type = pd_record_get_record_type (from);
  PdRecord *part = pd_record_new (type, NULL);

  for (guint i = 0; i < type->n_fields; i++)
    if (g_str_equal (pd_field_atom (&type->fields[i]), atom))
      pd_record_copy_field (part, from, i);
  return part;
}

/* The table's own copy of the atom's name, which lives for ever. */
static const char *
intern_atom (const PdRecordType *type, const char *atom)
{
  for (guint i = 0; i < type->n_fields; i++)
    if (g_str_equal (pd_field_atom (&type->fields[i]), atom))
      return pd_field_atom (&type->fields[i]);
  return NULL;
}

/**
 * pd_patch_add_set:
 * @patch: a patch
 * @list: the list of the line, -1 for the record itself
 * @line_id: (nullable): the line
 * @atom: a group or field of the record's or the line's table
 * @before: a record or line that holds the atom's values as the author saw them
 * @after: one that holds them as the author left them
 */
void
pd_patch_add_set (PdPatch *patch,
                  int list,
                  const char *line_id,
                  const char *atom,
                  const PdRecord *before,
                  const PdRecord *after)
{
  PdChange *change = add_change (patch, PD_CHANGE_SET, list, line_id);

  change->atom = intern_atom (pd_record_get_record_type (before), atom);
  change->before = extract_atom (before, atom);
  change->after = extract_atom (after, atom);
}

void
pd_patch_add_line (PdPatch *patch, int list, const PdRecord *after)
{
  add_change (patch, PD_CHANGE_ADD, list, pd_record_get_id (after))->after = pd_record_copy (after);
}

void
pd_patch_remove_line (PdPatch *patch, int list, const PdRecord *before)
{
  add_change (patch, PD_CHANGE_REMOVE, list, pd_record_get_id (before))->before = pd_record_copy (before);
}

/**
 * pd_change_path:
 * @patch: the patch that it belongs to
 * @change: a change
 *
 * Returns: (transfer full): "party", "lines/<id>/pricing", or "lines/<id>" for a whole line
 */
char *
pd_change_path (const PdPatch *patch, const PdChange *change)
{
  if (change->list < 0)
    return g_strdup (change->atom);
  if (change->atom == NULL)
    return g_strdup_printf ("%s/%s", patch->type->lists[change->list]->list_name, change->line_id);
  return g_strdup_printf ("%s/%s/%s", patch->type->lists[change->list]->list_name, change->line_id,
                          change->atom);
}

static gboolean
atom_annotates (const PdRecordType *type, const char *atom)
{
  for (guint i = 0; i < type->n_fields; i++)
    if (g_str_equal (pd_field_atom (&type->fields[i]), atom))
      return pd_field_annotates (&type->fields[i]);
  return FALSE;
}

/**
 * pd_patch_touches_only_annotations:
 * @patch: a patch
 *
 * Returns: whether it changes nothing but notes and attachments, which a frozen record still takes
 */
gboolean
pd_patch_touches_only_annotations (const PdPatch *patch)
{
  for (guint i = 0; i < patch->changes->len; i++)
    {
      const PdChange *change = g_ptr_array_index (patch->changes, i);

      if (change->list >= 0 ? !patch->type->lists[change->list]->annotates
                            : !atom_annotates (patch->type, change->atom))
        return FALSE;
    }
  return TRUE;
}

/**
 * pd_patch_breaks_ledger:
 * @patch: a patch
 * @current: the record that it is to change
 *
 * Returns: whether it changes or removes a row of a ledger that the platform has
 */
gboolean
pd_patch_breaks_ledger (const PdPatch *patch, const PdRecord *current)
{
  for (guint i = 0; i < patch->changes->len; i++)
    {
      const PdChange *change = g_ptr_array_index (patch->changes, i);
      const PdRecord *row;
      int added_at;

      if (change->kind == PD_CHANGE_ADD || change->list < 0 || !patch->type->lists[change->list]->is_ledger)
        continue;
      row = pd_record_find_line (current, (guint) change->list, change->line_id);
      added_at = pd_record_type_field (patch->type->lists[change->list], "added_at");
      if (row != NULL && pd_record_has (row, (guint) added_at))
        return TRUE;
    }
  return FALSE;
}

static PdChange *
find_change (PdPatch *patch, const PdChange *like)
{
  for (guint i = 0; i < patch->changes->len; i++)
    {
      PdChange *change = g_ptr_array_index (patch->changes, i);

      if (change->list == like->list && g_strcmp0 (change->line_id, like->line_id) == 0 &&
          g_strcmp0 (change->atom, like->atom) == 0)
        return change;
    }
  return NULL;
}

static gboolean
is_undone (const PdChange *change)
{
  const PdRecordType *type = pd_record_get_record_type (change->before);

  for (guint i = 0; i < type->n_fields; i++)
    if (!pd_record_field_equal (change->before, change->after, i))
      return FALSE;
  return TRUE;
}

static void
copy_change (PdPatch *to, const PdChange *change)
{
  PdChange *copy = add_change (to, change->kind, change->list, change->line_id);

  copy->atom = change->atom;
  copy->before = change->before != NULL ? pd_record_ref (change->before) : NULL;
  copy->after = change->after != NULL ? pd_record_ref (change->after) : NULL;
}

/* An atom of a line that this same patch added: the line is added as it is now. */
static gboolean
fold_into_added_line (PdPatch *folded, const PdChange *change)
{
  PdChange whole = { .kind = PD_CHANGE_ADD, .list = change->list, .line_id = change->line_id };
  PdChange *added = change->kind == PD_CHANGE_SET && change->list >= 0 ? find_change (folded, &whole) : NULL;
  PdRecord *line;

  if (added == NULL || added->kind != PD_CHANGE_ADD)
    return FALSE;
  line = pd_record_copy (added->after);
  for (guint i = 0; i < pd_record_get_record_type (line)->n_fields; i++)
    if (g_str_equal (pd_field_atom (&pd_record_get_record_type (line)->fields[i]), change->atom))
      pd_record_copy_field (line, change->after, i);
  pd_record_unref (added->after);
  added->after = line;
  return TRUE;
}

/* The earlier changes of a line that is removed now: the line is removed as it first was. */
static void
fold_removed_line (PdPatch *folded, const PdChange *removal)
{
  g_autoptr (PdRecord) before = pd_record_copy (removal->before);
  gboolean was_added = FALSE;

  for (guint i = folded->changes->len; i > 0; i--)
    {
      const PdChange *change = g_ptr_array_index (folded->changes, i - 1);

      if (change->list != removal->list || g_strcmp0 (change->line_id, removal->line_id) != 0)
        continue;
      was_added = was_added || change->kind == PD_CHANGE_ADD;
      for (guint j = 0; change->kind == PD_CHANGE_SET && j < pd_record_get_record_type (before)->n_fields;
           j++)
        if (g_str_equal (pd_field_atom (&pd_record_get_record_type (before)->fields[j]), change->atom))
          pd_record_copy_field (before, change->before, j);
      g_ptr_array_remove_index (folded->changes, i - 1);
    }
  if (!was_added)
    pd_patch_remove_line (folded, removal->list, before);
}

/* A line that was removed and is put back: what differs are changes of its atoms. */
static void
fold_restored_line (PdPatch *folded, PdChange *removal, const PdChange *addition)
{
  g_autoptr (PdRecord) before = pd_record_ref (removal->before);
  const PdRecordType *type = pd_record_get_record_type (before);

  g_ptr_array_remove (folded->changes, removal);
  for (guint i = 0; i < type->n_fields; i++)
    {
      const char *atom = pd_field_atom (&type->fields[i]);
      PdChange like = { .list = addition->list, .line_id = addition->line_id, .atom = atom };

      if (pd_field_is_mergeable (&type->fields[i]) && !pd_record_field_equal (before, addition->after, i) &&
          find_change (folded, &like) == NULL)
        pd_patch_add_set (folded, addition->list, addition->line_id, atom, before, addition->after);
    }
}

static void
fold_change (PdPatch *folded, const PdChange *change)
{
  PdChange *earlier = find_change (folded, change);

  if (fold_into_added_line (folded, change))
    return;
  if (change->kind == PD_CHANGE_REMOVE)
    fold_removed_line (folded, change);
  else if (earlier == NULL)
    copy_change (folded, change);
  else if (change->kind == PD_CHANGE_ADD && earlier->kind == PD_CHANGE_REMOVE)
    fold_restored_line (folded, earlier, change);
  else
    {
      pd_record_unref (earlier->after);
      earlier->after = pd_record_ref (change->after);
      if (earlier->kind == PD_CHANGE_SET && is_undone (earlier))
        g_ptr_array_remove (folded->changes, earlier);
    }
}

/**
 * pd_patch_fold:
 * @first: a patch
 * @second: one made on the record as @first left it
 *
 * Makes one patch of two that wait in the outbox: it keeps what was seen before the first and what was wanted by the
 * second, and forgets what was undone.
 *
 * Returns: (transfer full): a patch that does what both do; without changes when the second undoes the first
 */
PdPatch *
pd_patch_fold (const PdPatch *first, const PdPatch *second)
{
  PdPatch *folded = pd_patch_new (first->type);

  for (guint i = 0; i < first->changes->len; i++)
    copy_change (folded, g_ptr_array_index (first->changes, i));
  for (guint i = 0; i < second->changes->len; i++)
    fold_change (folded, g_ptr_array_index (second->changes, i));
  return folded;
}
