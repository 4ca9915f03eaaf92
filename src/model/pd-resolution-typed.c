/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-resolution-private.h"

#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>

/* Third values: what a person typed because neither side was right. */

void
pd_typed_free (PdTyped *typed)
{
  g_free (typed->line_id);
  pd_record_unref (typed->part);
  g_free (typed);
}

static const PdRecordType *
owner_type (const PdResolution *self, int list)
{
  const PdRecordType *type = pd_record_get_record_type (self->mine);

  return list < 0 ? type : type->lists[list];
}

/* Whether the typed value is part of what a difference decides. */
gboolean
pd_typed_belongs_to (const PdTyped *typed, const PdDifference *difference, const PdResolution *self)
{
  if (pd_difference_is_record (difference))
    return TRUE;
  if (typed->list != difference->list || g_strcmp0 (typed->line_id, difference->line_id) != 0)
    return FALSE;
  return difference->atom == NULL ||
         g_str_equal (pd_field_atom (&owner_type (self, typed->list)->fields[typed->field]),
                      difference->atom);
}

/* The difference that the typed value is an answer to, NULL for a field in which both sides are the same. */
const PdDifference *
pd_resolution_owner (const PdResolution *self, const PdTyped *typed)
{
  for (guint i = 0; i < self->differences->len; i++)
    if (pd_typed_belongs_to (typed, g_ptr_array_index (self->differences, i), self))
      return g_ptr_array_index (self->differences, i);
  return NULL;
}

static gboolean
same_field (const PdTyped *typed, int list, const char *line_id, guint field)
{
  return typed->list == list && typed->field == field && g_strcmp0 (typed->line_id, line_id) == 0;
}

/* Takes a value over, in the place of one that was typed before. */
void
pd_resolution_add_typed (PdResolution *self, const PdTyped *typed)
{
  PdTyped *copy = g_new0 (PdTyped, 1);

  for (guint i = self->typed->len; i > 0; i--)
    if (same_field (g_ptr_array_index (self->typed, i - 1), typed->list, typed->line_id, typed->field))
      g_ptr_array_remove_index (self->typed, i - 1);
  copy->list = typed->list;
  copy->line_id = g_strdup (typed->line_id);
  copy->field = typed->field;
  copy->part = pd_record_copy (typed->part);
  g_ptr_array_add (self->typed, copy);
}

void
pd_resolution_drop_typed (PdResolution *self, const PdDifference *difference)
{
  for (guint i = self->typed->len; i > 0; i--)
    if (pd_typed_belongs_to (g_ptr_array_index (self->typed, i - 1), difference, self))
      g_ptr_array_remove_index (self->typed, i - 1);
}

static gboolean
has_line (const PdResolution *self, int list, const char *line_id)
{
  return list < 0 || pd_record_find_line (self->mine, (guint) list, line_id) != NULL ||
         (self->theirs != NULL && pd_record_find_line (self->theirs, (guint) list, line_id) != NULL);
}

/* What cannot be typed, whatever the text: in words. */
static gboolean
may_type (const PdResolution *self, int list, const char *line_id, guint field, GError **error)
{
  const PdField *info = &owner_type (self, list)->fields[field];

  if (!pd_field_is_mergeable (info) || info->merge == PD_MERGE_POSITION || !has_line (self, list, line_id))
    {
      g_set_error (error, PD_RECORD_ERROR, PD_RECORD_ERROR_CHOICE, _ ("“%s” cannot be changed here."),
                   _ (info->label));
      return FALSE;
    }
  if (self->theirs != NULL && !pd_record_is_deleted (self->theirs) && pd_workflow_is_frozen (self->theirs) &&
      !pd_field_annotates (info) && !owner_type (self, list)->annotates)
    {
      g_set_error (error, PD_RECORD_ERROR, PD_RECORD_ERROR_CHOICE,
                   _ ("The record is closed for changes; “%s” stays as it is."), _ (info->label));
      return FALSE;
    }
  return TRUE;
}

/**
 * pd_resolution_type:
 * @self: a resolution
 * @list: the list of the line, -1 for the record itself
 * @line_id: (nullable): the line
 * @field: the field's index
 * @text: a value as a person types it, by the rules of the field's kind; "" empties the field
 * @error: return location for %PD_RECORD_ERROR
 *
 * Gives a field a third value, on top of the side that is chosen for its atom; without a choice, on top of what the
 * merge makes, and in a conflict on top of mine. The atom counts as decided.
 *
 * Returns: whether the text is a value of the field; nothing has changed if not
 */
gboolean
pd_resolution_type (PdResolution *self,
                    int list,
                    const char *line_id,
                    guint field,
                    const char *text,
                    GError **error)
{
  g_autoptr (PdRecord) part = NULL;
  PdTyped typed = { .list = list, .line_id = (char *) line_id, .field = field };
  const PdDifference *owner;

  if (!may_type (self, list, line_id, field, error))
    return FALSE;
  part = pd_record_new (owner_type (self, list), NULL);
  if (!pd_record_set_from_text (part, field, text, error))
    return FALSE;
  typed.part = part;
  pd_resolution_add_typed (self, &typed);
  owner = pd_resolution_owner (self, &typed);
  if (owner != NULL)
    g_hash_table_remove (self->stale, owner->path);
  return TRUE;
}

/**
 * pd_resolution_is_typed:
 * @self: a resolution
 * @path: a difference's path
 *
 * Returns: whether a third value was typed for any of its fields
 */
gboolean
pd_resolution_is_typed (const PdResolution *self, const char *path)
{
  const PdDifference *difference = pd_resolution_find (self, path);

  for (guint i = 0; difference != NULL && i < self->typed->len; i++)
    if (pd_typed_belongs_to (g_ptr_array_index (self->typed, i), difference, self))
      return TRUE;
  return FALSE;
}

/**
 * pd_resolution_field_is_typed:
 * @self: a resolution
 * @list: the list of the line, -1 for the record itself
 * @line_id: (nullable): the line
 * @field: the field's index
 *
 * Returns: whether this field has a third value
 */
gboolean
pd_resolution_field_is_typed (const PdResolution *self, int list, const char *line_id, guint field)
{
  for (guint i = 0; i < self->typed->len; i++)
    if (same_field (g_ptr_array_index (self->typed, i), list, line_id, field))
      return TRUE;
  return FALSE;
}

/* Puts the third values on top; one of a line that the result does not have goes nowhere. */
void
pd_resolution_apply_typed (const PdResolution *self, PdRecord *record)
{
  for (guint i = 0; i < self->typed->len; i++)
    {
      const PdTyped *typed = g_ptr_array_index (self->typed, i);
      PdRecord *owner =
          typed->list < 0 ? record : pd_record_find_line (record, (guint) typed->list, typed->line_id);

      if (owner != NULL)
        pd_record_copy_field (owner, typed->part, typed->field);
    }
}
