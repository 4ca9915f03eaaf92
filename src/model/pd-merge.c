/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-merge.h"

#include "model/pd-patch-private.h"

#include <string.h>

/*
 * A patch carries what its author saw before each change, so that applying it to a newer record is a three-way
 * merge without the base being stored anywhere.
 */

static gboolean
atom_has (const PdRecordType *type, const char *atom, guint field)
{
  return g_str_equal (pd_field_atom (&type->fields[field]), atom);
}

/* Whether both have the same in all fields of an atom. */
gboolean
pd_atom_equal (const PdRecord *a, const PdRecord *b, const char *atom)
{
  const PdRecordType *type = pd_record_get_record_type (a);

  for (guint i = 0; i < type->n_fields; i++)
    if (atom_has (type, atom, i) && !pd_record_field_equal (a, b, i))
      return FALSE;
  return TRUE;
}

/* Takes all fields of an atom over. */
void
pd_atom_copy (PdRecord *to, const PdRecord *from, const char *atom)
{
  const PdRecordType *type = pd_record_get_record_type (to);

  for (guint i = 0; i < type->n_fields; i++)
    if (atom_has (type, atom, i))
      pd_record_copy_field (to, from, i);
}

static const PdField *
atom_first_field (const PdRecordType *type, const char *atom, guint *index)
{
  for (*index = 0; *index < type->n_fields; (*index)++)
    if (atom_has (type, atom, *index))
      return &type->fields[*index];
  return NULL;
}

/* Whether a field differs and is the first of its atom to do so: each atom that changed is named once. */
static gboolean
changes_atom (const PdRecord *before, const PdRecord *after, guint field)
{
  const PdRecordType *type = pd_record_get_record_type (before);

  if (!pd_field_is_mergeable (&type->fields[field]) || pd_record_field_equal (before, after, field))
    return FALSE;
  for (guint i = 0; i < field; i++)
    if (atom_has (type, pd_field_atom (&type->fields[field]), i) && !pd_record_field_equal (before, after, i))
      return FALSE;
  return TRUE;
}

static void
diff_fields (PdPatch *patch, int list, const char *line_id, const PdRecord *before, const PdRecord *after)
{
  const PdRecordType *type = pd_record_get_record_type (before);

  for (guint i = 0; i < type->n_fields; i++)
    if (changes_atom (before, after, i))
      pd_patch_add_set (patch, list, line_id, pd_field_atom (&type->fields[i]), before, after);
}

static void
diff_lines (PdPatch *patch, guint list, const PdRecord *before, const PdRecord *after)
{
  GPtrArray *old_lines = pd_record_get_list (before, list), *new_lines = pd_record_get_list (after, list);

  for (guint i = 0; i < old_lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (old_lines, i);
      const PdRecord *other = pd_record_find_line (after, list, pd_record_get_id (line));

      if (other == NULL)
        pd_patch_remove_line (patch, (int) list, line);
      else
        diff_fields (patch, (int) list, pd_record_get_id (line), line, other);
    }
  for (guint i = 0; i < new_lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (new_lines, i);

      if (pd_record_find_line (before, list, pd_record_get_id (line)) == NULL)
        pd_patch_add_line (patch, (int) list, line);
    }
}

/**
 * pd_diff:
 * @before: a record as a person saw it
 * @after: the same record as the person left it
 *
 * Derived and server-owned fields do not count: they are not a person's to change.
 *
 * Returns: (transfer full): what changed, atom by atom; without changes when nothing did
 */
PdPatch *
pd_diff (const PdRecord *before, const PdRecord *after)
{
  PdPatch *patch = pd_patch_new (pd_record_get_record_type (before));

  diff_fields (patch, -1, NULL, before, after);
  for (guint i = 0; i < pd_record_get_record_type (before)->n_lists; i++)
    if (pd_record_type_is_editable (pd_record_get_record_type (before)->lists[i]))
      diff_lines (patch, i, before, after);
  return patch;
}

/* Whether a text is another one written on, from a new line. */
static gboolean
continues (const char *text, const char *beginning)
{
  gsize length = strlen (beginning);

  return g_str_has_prefix (text, beginning) && (text[length] == '\0' || text[length] == '\n');
}

/* Two people wrote on: both additions stay, the platform's first. What would not fit is a person's to shorten. */
static gboolean
append_both (PdRecord *current, const PdChange *change, guint index)
{
  const PdField *field = &pd_record_get_record_type (current)->fields[index];
  const char *seen = pd_record_get_text (change->before, index),
             *mine = pd_record_get_text (change->after, index);
  const char *theirs = pd_record_get_text (current, index);
  gsize length = seen != NULL ? strlen (seen) : 0;
  g_autofree char *both = NULL;

  if (mine == NULL || theirs == NULL ||
      (seen != NULL && (!g_str_has_prefix (mine, seen) || !g_str_has_prefix (theirs, seen))))
    return FALSE;
  /* One side has the other's addition already, as after a merge that is sent again. */
  if (continues (theirs, mine))
    return TRUE;
  if (continues (mine, theirs))
    {
      pd_record_set_text (current, index, mine);
      return TRUE;
    }
  /* The line break counts even where there is one, so that both sides come to the same verdict. */
  if (field->limit > 0 &&
      g_utf8_strlen (theirs, -1) + 1 + g_utf8_strlen (mine + length, -1) > (glong) field->limit)
    return FALSE;
  both =
      g_strdup_printf ("%s%s%s", theirs, g_str_has_prefix (mine + length, "\n") ? "" : "\n", mine + length);
  pd_record_set_text (current, index, both);
  return TRUE;
}

/* Takes one atom's change over to a record or line that may have changed since. */
static gboolean
apply_set (PdRecord *current, const PdChange *change)
{
  guint index;
  const PdField *field = atom_first_field (pd_record_get_record_type (current), change->atom, &index);

  /* A patch from outside may name what is not a person's to change. */
  if (field == NULL || !pd_field_is_mergeable (field))
    return FALSE;
  if (pd_atom_equal (current, change->after, change->atom))
    return TRUE;
  if (pd_atom_equal (current, change->before, change->atom))
    {
      pd_atom_copy (current, change->after, change->atom);
      return TRUE;
    }
  if (field->merge == PD_MERGE_POSITION)
    return TRUE; /* the order of the lines is the platform's; nobody wants to be asked about it */
  if (field->merge == PD_MERGE_APPEND)
    return append_both (current, change, index);
  return FALSE;
}

/* All that a person could have changed in a line: the same in both? Where it stands does not count. */
gboolean
pd_line_content_equal (const PdRecord *a, const PdRecord *b)
{
  const PdRecordType *type = pd_record_get_record_type (a);

  for (guint i = 0; i < type->n_fields; i++)
    if (pd_field_is_mergeable (&type->fields[i]) && type->fields[i].merge != PD_MERGE_POSITION &&
        !pd_record_field_equal (a, b, i))
      return FALSE;
  return TRUE;
}

static gboolean
apply_change (PdRecord *current, const PdChange *change)
{
  PdRecord *line;

  if (change->list < 0)
    return apply_set (current, change);
  if (!pd_record_type_is_editable (pd_record_get_record_type (current)->lists[change->list]))
    return FALSE;
  line = pd_record_find_line (current, (guint) change->list, change->line_id);
  switch (change->kind)
    {
    case PD_CHANGE_SET:
      if (line != NULL)
        return apply_set (line, change);
      /* A line that is gone needs no place; any other change of it is a person's to decide. */
      return g_str_equal (change->atom, "position");
    case PD_CHANGE_ADD:
      if (line == NULL)
        pd_record_add_line (current, (guint) change->list, pd_record_copy (change->after));
      return line == NULL || pd_line_content_equal (line, change->after);
    case PD_CHANGE_REMOVE:
      if (line == NULL)
        return TRUE;
      if (!pd_line_content_equal (line, change->before))
        return FALSE;
      pd_record_remove_line (current, (guint) change->list, change->line_id);
      return TRUE;
    default:
      g_assert_not_reached ();
    }
}

/**
 * pd_patch_apply:
 * @patch: what a person changed, with what the person saw
 * @current: the record as it is now
 * @conflicts: (element-type PdChange) (nullable): receives the changes that do not fit, owned by @patch
 *
 * Each atom: already as wanted, nothing to do; as the author saw it, take the change; anything else, a conflict.
 * Derived fields are computed anew at the end (sync semantics, "apply_patch").
 *
 * Returns: (transfer full): @current with all changes that fit
 */
PdRecord *
pd_patch_apply (const PdPatch *patch, const PdRecord *current, GPtrArray *conflicts)
{
  PdRecord *result = pd_record_copy (current);

  for (guint i = 0; i < pd_patch_get_n_changes (patch); i++)
    {
      const PdChange *change = pd_patch_get_change (patch, i);

      if (!apply_change (result, change) && conflicts != NULL)
        g_ptr_array_add (conflicts, (gpointer) change);
    }
  pd_record_derive (result);
  return result;
}

/**
 * pd_merge3:
 * @base: the common ancestor
 * @local: one side
 * @remote: the other
 * @conflicts: (element-type utf8): receives the paths of the atoms that both changed differently, to be freed
 *   with g_free()
 *
 * Returns: (transfer full): @remote with the changes of @local that do not contradict it
 */
PdRecord *
pd_merge3 (const PdRecord *base, const PdRecord *local, const PdRecord *remote, GPtrArray *conflicts)
{
  g_autoptr (PdPatch) patch = pd_diff (base, local);
  g_autoptr (GPtrArray) changes = g_ptr_array_new ();
  PdRecord *merged = pd_patch_apply (patch, remote, changes);

  for (guint i = 0; i < changes->len && conflicts != NULL; i++)
    g_ptr_array_add (conflicts, pd_change_path (patch, g_ptr_array_index (changes, i)));
  return merged;
}
