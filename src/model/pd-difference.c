/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-difference.h"

#include "model/pd-patch-private.h"
#include "model/pd-workflow.h"

#include <string.h>

/** Comparison: the three versions, and what is found between two of them. */
typedef struct
{
  const PdRecord *base;   /* never NULL here */
  const PdRecord *mine;   /* neither is NULL or deleted */
  const PdRecord *theirs; /* as above */
  GPtrArray *conflicts;   /* of char*, paths of the merge */
  gboolean frozen;        /* theirs takes notes alone */
  GPtrArray *differences; /* of PdDifference */
} Comparison;

void
pd_difference_free (PdDifference *difference)
{
  g_free (difference->path);
  g_free (difference->line_id);
  g_free (difference);
}

/**
 * pd_difference_is_record:
 * @difference: a difference
 *
 * Returns: whether it is about the record as a whole: deleted or not there on one side
 */
gboolean
pd_difference_is_record (const PdDifference *difference)
{
  return difference->list < 0 && difference->atom == NULL;
}

/* The merge names a removed line on one side and its atoms on the other: both are the line here. */
static gboolean
is_in_conflict (const Comparison *self, const char *path)
{
  gsize length = strlen (path);

  for (guint i = 0; i < self->conflicts->len; i++)
    {
      const char *conflict = g_ptr_array_index (self->conflicts, i);

      if (g_str_has_prefix (conflict, path) && (conflict[length] == '\0' || conflict[length] == '/'))
        return TRUE;
    }
  return FALSE;
}

static PdDifference *
add (Comparison *self, int list, const char *line_id, const char *atom)
{
  PdDifference *difference = g_new0 (PdDifference, 1);
  const char *list_name = list < 0 ? NULL : pd_record_get_record_type (self->mine)->lists[list]->list_name;

  difference->list = list;
  difference->line_id = g_strdup (line_id);
  difference->atom = atom;
  if (list < 0)
    difference->path = g_strdup (atom);
  else if (atom == NULL)
    difference->path = g_strdup_printf ("%s/%s", list_name, line_id);
  else
    difference->path = g_strdup_printf ("%s/%s/%s", list_name, line_id, atom);
  difference->conflict = is_in_conflict (self, difference->path);
  difference->locked =
      self->frozen && (list < 0 || !pd_record_get_record_type (self->mine)->lists[list]->annotates);
  g_ptr_array_add (self->differences, difference);
  return difference;
}

/* The first field of an atom that a person is asked about; the order of lines is nobody's question. */
static gboolean
begins_atom (const PdRecordType *type, guint field)
{
  if (!pd_field_is_mergeable (&type->fields[field]) || type->fields[field].merge == PD_MERGE_POSITION)
    return FALSE;
  for (guint i = 0; i < field; i++)
    if (g_str_equal (pd_field_atom (&type->fields[i]), pd_field_atom (&type->fields[field])))
      return FALSE;
  return TRUE;
}

static void
compare_atoms (Comparison *self,
               int list,
               const char *line_id,
               const PdRecord *base,
               const PdRecord *mine,
               const PdRecord *theirs)
{
  const PdRecordType *type = pd_record_get_record_type (mine);

  for (guint i = 0; i < type->n_fields; i++)
    {
      const char *atom = pd_field_atom (&type->fields[i]);
      PdDifference *difference;

      if (!begins_atom (type, i) || pd_atom_equal (mine, theirs, atom))
        continue;
      difference = add (self, list, line_id, atom);
      difference->mine_changed = !pd_atom_equal (base, mine, atom);
      difference->theirs_changed = !pd_atom_equal (base, theirs, atom);
      if (pd_field_annotates (&type->fields[i]))
        difference->locked = FALSE;
    }
}

/* Whether a line is there on both sides with the same content, or on none. */
static gboolean
same_line (const PdRecord *a, const PdRecord *b)
{
  return a == b || (a != NULL && b != NULL && pd_line_content_equal (a, b));
}

static void
compare_line (Comparison *self, guint list, const char *id)
{
  const PdRecord *base = pd_record_find_line (self->base, list, id);
  const PdRecord *mine = pd_record_find_line (self->mine, list, id);
  const PdRecord *theirs = pd_record_find_line (self->theirs, list, id);
  PdDifference *difference;

  if (same_line (mine, theirs))
    return;
  if (base != NULL && mine != NULL && theirs != NULL)
    {
      compare_atoms (self, (int) list, id, base, mine, theirs);
      return;
    }
  difference = add (self, (int) list, id, NULL);
  difference->mine_changed = !same_line (base, mine);
  difference->theirs_changed = !same_line (base, theirs);
}

static void
add_line_ids (GPtrArray *ids, const PdRecord *record, guint list)
{
  GPtrArray *lines = record != NULL ? pd_record_get_list (record, list) : NULL;

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const char *id = pd_record_get_id (g_ptr_array_index (lines, i));

      if (!g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
        g_ptr_array_add (ids, g_strdup (id));
    }
}

/**
 * pd_difference_line_ids:
 * @base: (nullable): the common ancestor
 * @mine: (nullable): one side
 * @theirs: (nullable): the other
 * @list: a list's index
 *
 * Numbers the lines of all versions the same way wherever they are shown: theirs, then those that only the others
 * have.
 *
 * Returns: (transfer full) (element-type utf8): the lines' ids, each once
 */
GPtrArray *
pd_difference_line_ids (const PdRecord *base, const PdRecord *mine, const PdRecord *theirs, guint list)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  add_line_ids (ids, theirs, list);
  add_line_ids (ids, mine, list);
  add_line_ids (ids, base, list);
  return ids;
}

static void
compare (Comparison *self)
{
  const PdRecordType *type = pd_record_get_record_type (self->mine);

  compare_atoms (self, -1, NULL, self->base, self->mine, self->theirs);
  for (guint list = 0; list < type->n_lists; list++)
    {
      g_autoptr (GPtrArray) ids = NULL;

      if (!pd_record_type_is_editable (type->lists[list]))
        continue;
      ids = pd_difference_line_ids (NULL, self->mine, self->theirs, list);
      for (guint i = 0; i < ids->len; i++)
        compare_line (self, list, g_ptr_array_index (ids, i));
    }
}

static PdDifference *
whole_record (const PdRecord *base, const PdRecord *mine, const PdRecord *theirs)
{
  PdDifference *difference = g_new0 (PdDifference, 1);

  difference->path = g_strdup (PD_DIFFERENCE_RECORD);
  difference->list = -1;
  difference->conflict = TRUE;
  difference->mine_changed = TRUE;
  difference->theirs_changed = base != NULL;
  return difference;
}

/**
 * pd_differences:
 * @base: (nullable): what both sides saw; %NULL for a record that was made on both
 * @mine: one side
 * @theirs: (nullable): the other; %NULL when it has no such record
 *
 * What a person who puts both sides together is asked about: atoms that they have differently, a line that only one
 * of them has, or the whole record when it is deleted on one side. Derived fields, the platform's own and the order
 * of lines are nobody's question.
 *
 * Returns: (transfer full) (element-type PdDifference): in the order of the table, then of the lines; empty when both
 *   say the same
 */
GPtrArray *
pd_differences (const PdRecord *base, const PdRecord *mine, const PdRecord *theirs)
{
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PdRecord) empty = NULL;
  g_autoptr (PdRecord) merged = NULL;
  Comparison self = { .mine = mine, .theirs = theirs, .conflicts = conflicts };

  self.differences = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_difference_free);
  if (theirs == NULL || pd_record_is_deleted (theirs) || pd_record_is_deleted (mine))
    {
      if (theirs == NULL || pd_record_is_deleted (theirs) != pd_record_is_deleted (mine))
        g_ptr_array_add (self.differences, whole_record (base, mine, theirs));
      return self.differences;
    }
  empty = pd_record_new (pd_record_get_record_type (mine), pd_record_get_id (mine));
  self.base = base != NULL ? base : empty;
  self.frozen = pd_workflow_is_frozen (theirs);
  merged = pd_merge3 (self.base, mine, theirs, conflicts);
  compare (&self);
  return self.differences;
}
