/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-conflict-fields.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"
#include "model/pd-money.h"
#include "model/pd-special-edit.h"
#include "model/pd-workflow.h"

/* What a conflict is about in words, read from the table of its record type. */

/**
 * pd_conflict_field_free:
 * @field: (transfer full): a field
 *
 * Frees it.
 */
void
pd_conflict_field_free (PdConflictField *field)
{
  g_free (field->label);
  g_free (field->base);
  g_free (field->mine);
  g_free (field->theirs);
  g_free (field);
}

static const PdRecord *
part_of (const PdRecord *record, const PdDifference *difference)
{
  if (record == NULL || difference->list < 0)
    return record;
  return pd_record_find_line (record, (guint) difference->list, difference->line_id);
}

static char *
text_of (const PdRecord *part, guint field)
{
  return part != NULL ? pd_field_text (part, field) : g_strdup ("");
}

/* Fields that only the platform writes or that are computed are nobody's choice; an id says nothing. */
static gboolean
is_shown (const PdDifference *difference, const PdField *field)
{
  return (field->merge == PD_MERGE_CHANGED || field->merge == PD_MERGE_APPEND) &&
         field->kind != PD_KIND_REFERENCE &&
         (difference->atom == NULL || g_str_equal (pd_field_atom (field), difference->atom));
}

static gboolean
is_element (const PdRecord *part)
{
  return part != NULL && pd_record_get_record_type (part) == &pd_order_element_type;
}

static char *
element_text (const PdRecord *record, const PdRecord *element, gboolean named)
{
  g_autofree char *value = text_of (element, PD_ELEMENT_VALUE);
  g_autofree char *title = NULL;

  if (element == NULL || !named)
    return g_steal_pointer (&value);
  title = pd_element_title (record, element);
  return g_strdup_printf (_ ("%1$s: %2$s"), title, value);
}

/* One value that is called by its name; where that, too, was changed, each version says what it is about. */
static PdConflictField *
element_field (const PdResolution *resolution, const PdDifference *difference)
{
  const PdRecord *base = part_of (pd_resolution_get_base (resolution), difference);
  const PdRecord *mine = part_of (pd_resolution_get_mine (resolution), difference);
  const PdRecord *theirs = part_of (pd_resolution_get_theirs (resolution), difference);
  PdConflictField *field = g_new0 (PdConflictField, 1);
  gboolean named = FALSE;

  for (guint i = 0; i < 2 && mine != NULL && theirs != NULL; i++)
    named = named || !pd_record_field_equal (mine, theirs, i == 0 ? PD_ELEMENT_ROW : PD_ELEMENT_KEY);
  field->field = PD_ELEMENT_VALUE;
  field->label = g_strdup (_ ("Value"));
  field->base = element_text (pd_resolution_get_base (resolution), base, named);
  field->mine = element_text (pd_resolution_get_mine (resolution), mine, named);
  field->theirs = element_text (pd_resolution_get_theirs (resolution), theirs, named);
  return field;
}

/**
 * pd_conflict_fields:
 * @resolution: a resolution
 * @difference: one of its differences
 *
 * Lists the fields that are not the same in all versions. A line that was removed, and a record that is deleted or
 * not there, is empty on that side.
 *
 * Returns: (transfer full) (element-type PdConflictField): in the order of the table
 */
GPtrArray *
pd_conflict_fields (const PdResolution *resolution, const PdDifference *difference)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_conflict_field_free);
  const PdRecord *base = part_of (pd_resolution_get_base (resolution), difference);
  const PdRecord *mine = part_of (pd_resolution_get_mine (resolution), difference);
  const PdRecord *theirs = part_of (pd_resolution_get_theirs (resolution), difference);
  const PdRecordType *type = pd_record_get_record_type (mine != NULL ? mine : theirs);

  if (is_element (mine) || is_element (theirs))
    {
      g_ptr_array_add (fields, element_field (resolution, difference));
      return fields;
    }
  for (guint i = 0; i < type->n_fields; i++)
    {
      g_autofree char *was = text_of (base, i), *my = text_of (mine, i), *their = text_of (theirs, i);
      PdConflictField *field;

      if (!is_shown (difference, &type->fields[i]) || (g_str_equal (my, their) && g_str_equal (was, my)))
        continue;
      field = g_new0 (PdConflictField, 1);
      field->field = i;
      field->label = g_strdup (_ (type->fields[i].label));
      field->base = g_steal_pointer (&was);
      field->mine = g_steal_pointer (&my);
      field->theirs = g_steal_pointer (&their);
      g_ptr_array_add (fields, field);
    }
  return fields;
}

static char *
join_labels (GPtrArray *fields)
{
  GString *labels = g_string_new (NULL);

  for (guint i = 0; i < fields->len; i++)
    {
      /* Translators: between the names of fields, as in “Quantity, Unit price” */
      g_string_append (labels, i > 0 ? _ (", ") : "");
      g_string_append (labels, ((const PdConflictField *) g_ptr_array_index (fields, i))->label);
    }
  return g_string_free (labels, FALSE);
}

static char *
line_title (const PdResolution *resolution, const PdDifference *difference)
{
  g_autoptr (GPtrArray) ids =
      pd_difference_line_ids (pd_resolution_get_base (resolution), pd_resolution_get_mine (resolution),
                              pd_resolution_get_theirs (resolution), (guint) difference->list);
  const PdRecord *mine = part_of (pd_resolution_get_mine (resolution), difference);
  const PdRecord *theirs = part_of (pd_resolution_get_theirs (resolution), difference);
  const char *name = pd_record_get_title (theirs != NULL ? theirs : mine);
  guint number;

  if (!g_ptr_array_find_with_equal_func (ids, difference->line_id, g_str_equal, &number))
    number = 0;
  if (pd_record_get_record_type (mine != NULL ? mine : theirs)->annotates)
    /* Translators: a file that belongs to the record, its name */
    return g_strdup_printf (_ ("File %s"), name != NULL ? name : "");
  /* Translators: 1: the number of a line of the order, 2: what is sold */
  return g_strdup_printf (_ ("Line %1$u, %2$s"), number + 1, name != NULL ? name : "");
}

/**
 * pd_conflict_difference_title:
 * @resolution: a resolution
 * @difference: one of its differences
 *
 * Returns: (transfer full): what the question is about: "Remark", "Line 2, pencils: Quantity, Unit price"
 */
char *
pd_conflict_difference_title (const PdResolution *resolution, const PdDifference *difference)
{
  g_autoptr (GPtrArray) fields = pd_conflict_fields (resolution, difference);
  g_autofree char *labels = join_labels (fields);
  g_autofree char *line = NULL;
  const PdRecord *mine, *theirs;

  if (pd_difference_is_record (difference))
    return g_strdup (_ ("The whole record"));
  if (difference->list < 0)
    return g_steal_pointer (&labels);
  theirs = part_of (pd_resolution_get_theirs (resolution), difference);
  if (is_element (theirs))
    return pd_element_title (pd_resolution_get_theirs (resolution), theirs);
  mine = part_of (pd_resolution_get_mine (resolution), difference);
  if (is_element (mine))
    return pd_element_title (pd_resolution_get_mine (resolution), mine);
  line = line_title (resolution, difference);
  return difference->atom != NULL ? g_strdup_printf (_ ("%1$s: %2$s"), line, labels)
                                  : g_steal_pointer (&line);
}

static char *
describe_event (const PdStoreConflict *conflict)
{
  if (conflict->message != NULL && *conflict->message != '\0')
    /* Kept as it was said; perhaps by a program in another language. */
    return g_strdup (g_dgettext (GETTEXT_PACKAGE, conflict->message));
  if (conflict->mine != NULL && pd_record_is_deleted (conflict->mine))
    return g_strdup (_ ("It was deleted here, and changed on the platform in the meantime."));
  if (conflict->theirs == NULL || pd_record_is_deleted (conflict->theirs))
    return g_strdup (_ ("It was changed here, and deleted on the platform in the meantime."));
  return g_strdup (
      _ ("It was changed here and by somebody else at the same time. Nothing is lost: choose which "
         "version is right."));
}

/**
 * pd_conflict_describe:
 * @conflict: a conflict
 *
 * Returns: (transfer full): a sentence that says what happened, and what was typed in with a command that was refused
 */
char *
pd_conflict_describe (const PdStoreConflict *conflict)
{
  g_autofree char *event = describe_event (conflict);
  g_autofree char *words =
      conflict->words != NULL ? g_strdup_printf (_ ("You wrote with it: “%s”."), conflict->words) : NULL;

  return words != NULL ? g_strconcat (event, " ", words, NULL) : g_steal_pointer (&event);
}

/**
 * pd_conflict_signature:
 * @record: (nullable): one version
 *
 * Returns: (transfer full): who made it and when, as far as it says so; "" when it does not
 */
char *
pd_conflict_signature (const PdRecord *record)
{
  const PdRecordType *type = record != NULL ? pd_record_get_record_type (record) : NULL;
  int by = type != NULL ? pd_record_type_field (type, "changed_by") : -1;
  int at = type != NULL ? pd_record_type_field (type, "changed_at") : -1;
  g_autofree char *who = by >= 0 ? pd_field_text (record, (guint) by) : g_strdup ("");
  g_autofree char *when = at >= 0 ? pd_field_text (record, (guint) at) : g_strdup ("");

  if (*who == '\0' || *when == '\0')
    return g_strconcat (who, when, NULL);
  /* Translators: 1: who changed it, 2: when */
  return g_strdup_printf (_ ("%1$s, %2$s"), who, when);
}

/**
 * pd_conflict_total:
 * @record: (nullable): one version
 *
 * Returns: (transfer full): its total with tax; a dash when there is none
 */
char *
pd_conflict_total (const PdRecord *record)
{
  if (record == NULL || pd_record_is_deleted (record) ||
      pd_record_type_field (pd_record_get_record_type (record), "gross_amount") < 0)
    return g_strdup ("–");
  return pd_money_format (pd_workflow_total (record));
}
