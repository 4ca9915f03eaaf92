/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-conflict.h"

#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-money.h"
#include "model/pd-problem.h"
#include "model/pd-special-edit.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>

/* The sides of a conflict as a table: the first column is what "conflict resolve" calls the field. */

/* "wang, 2026-11-21 14:03:09": who made this version, and when, as far as it says so. */
static char *
signature (const PdRecord *record)
{
  const PdRecordType *type = record != NULL ? pd_record_get_record_type (record) : NULL;
  int by = type != NULL ? pd_record_type_field (type, "changed_by") : -1;
  int at = type != NULL ? pd_record_type_field (type, "changed_at") : -1;
  const char *who = by >= 0 ? pd_record_get_text (record, (guint) by) : NULL;
  g_autofree char *when = at >= 0 && pd_record_has (record, (guint) at)
                              ? pd_ctl_time_text (pd_record_get_integer (record, (guint) at))
                              : g_strdup ("");

  if (who == NULL)
    return g_steal_pointer (&when);
  return g_strdup_printf (*when != '\0' ? "%s, %s" : "%s%s", who, when);
}

static const PdRecord *
part_of (const PdRecord *record, const PdDifference *difference)
{
  if (record == NULL || difference->list < 0)
    return record;
  return pd_record_find_line (record, (guint) difference->list, difference->line_id);
}

static char *
value_text (const PdRecord *part, guint field)
{
  return part != NULL ? pd_ctl_field_text (part, field) : g_strdup ("");
}

static const char *
taken_words (const PdResolution *resolution, const PdDifference *difference)
{
  if (difference->locked)
    return _ ("closed: theirs");
  if (!pd_resolution_is_decided (resolution, difference->path))
    return _ ("to be decided");
  if (pd_resolution_is_typed (resolution, difference->path))
    return _ ("typed");
  switch (pd_resolution_get_side (resolution, difference->path))
    {
    case PD_SIDE_MINE:
      return _ ("mine");
    case PD_SIDE_THEIRS:
      return _ ("theirs");
    case PD_SIDE_MERGED:
    default:
      if (difference->mine_changed && difference->theirs_changed)
        return _ ("both");
      return difference->mine_changed ? _ ("mine") : _ ("theirs");
    }
}

/* What a line is called in arguments: its number, theirs first. */
static char *
line_prefix (const PdResolution *resolution, const PdDifference *difference)
{
  g_autoptr (GPtrArray) ids = NULL;

  if (difference->list < 0)
    return g_strdup ("");
  if (difference->list > 0)
    return g_strdup_printf (
        "%s/%s/",
        pd_record_get_record_type (pd_resolution_get_mine (resolution))->lists[difference->list]->list_name,
        difference->line_id);
  ids = pd_difference_line_ids (pd_resolution_get_base (resolution), pd_resolution_get_mine (resolution),
                                pd_resolution_get_theirs (resolution), 0);
  for (guint i = 0; i < ids->len; i++)
    if (g_str_equal (g_ptr_array_index (ids, i), difference->line_id))
      return g_strdup_printf ("%u/", i + 1);
  return g_strdup ("");
}

/* A special field or an additional element is called by its name. */
static gboolean
is_element (const PdRecord *part)
{
  return pd_record_get_record_type (part) == &pd_order_element_type;
}

/* A file is called by its name, which says more than the place it has in the record. */
static char *
label_of (const PdDifference *difference, const PdRecord *record, const PdField *field)
{
  const PdRecord *part = part_of (record, difference);
  g_autofree char *file = NULL;

  if (is_element (part) && g_str_equal (field->name, pd_order_element_type.fields[PD_ELEMENT_VALUE].name))
    return pd_element_title (record, part);
  if (difference->list < 0 || !pd_record_get_record_type (part)->annotates)
    return g_strdup (_ (field->label));
  /* Translators: a file that belongs to the record, its name */
  file = g_strdup_printf (_ ("File %s"), pd_record_get_title (part));
  return g_strdup_printf (_ ("%1$s: %2$s"), file, _ (field->label));
}

static gboolean
is_shown (const PdDifference *difference, const PdField *field)
{
  return pd_ctl_field_is_writable (field) && field->kind != PD_KIND_REFERENCE &&
         (difference->atom == NULL || g_str_equal (pd_field_atom (field), difference->atom));
}

/* A row for each field of what is decided as one; where it differs. */
static void
add_difference (PdCtlTable *table, const PdResolution *resolution, const PdDifference *difference)
{
  const PdRecord *base = part_of (pd_resolution_get_base (resolution), difference);
  const PdRecord *mine = part_of (pd_resolution_get_mine (resolution), difference);
  const PdRecord *theirs = part_of (pd_resolution_get_theirs (resolution), difference);
  const PdRecordType *type = pd_record_get_record_type (mine != NULL ? mine : theirs);
  g_autofree char *prefix = line_prefix (resolution, difference);
  const char *taken = taken_words (resolution, difference);

  for (guint i = 0; i < type->n_fields; i++)
    {
      g_autofree char *was = value_text (base, i), *my = value_text (mine, i),
                      *their = value_text (theirs, i);

      /* Where only one side has it, its title says which it is. */
      if (type == &pd_order_element_type && i != PD_ELEMENT_VALUE &&
          (mine == NULL || theirs == NULL || g_str_equal (my, their)))
        continue;
      if (!is_shown (difference, &type->fields[i]) || (g_str_equal (my, their) && g_str_equal (was, my)))
        continue;
      pd_ctl_table_take (table, g_strconcat (prefix, type->fields[i].name, NULL));
      pd_ctl_table_take (table, label_of (difference,
                                          theirs != NULL ? pd_resolution_get_theirs (resolution)
                                                         : pd_resolution_get_mine (resolution),
                                          &type->fields[i]));
      pd_ctl_table_add (table, was);
      pd_ctl_table_add (table, my);
      pd_ctl_table_add (table, their);
      pd_ctl_table_add (table, taken);
      taken = "";
    }
}

static const char *
standing_words (const PdRecord *record)
{
  if (record == NULL)
    return _ ("not there");
  return pd_record_is_deleted (record) ? _ ("deleted") : _ ("there");
}

/* The record as a whole, where one side has deleted it or does not have it. */
static void
add_record_row (PdCtlTable *table, const PdResolution *resolution, const PdDifference *difference)
{
  pd_ctl_table_add (table, difference->path);
  pd_ctl_table_add (table, _ ("The record"));
  pd_ctl_table_add (table, standing_words (pd_resolution_get_base (resolution)));
  pd_ctl_table_add (table, standing_words (pd_resolution_get_mine (resolution)));
  pd_ctl_table_add (table, standing_words (pd_resolution_get_theirs (resolution)));
  pd_ctl_table_add (table, taken_words (resolution, difference));
}

static void
print_sides (PdCtl *ctl, const PdResolution *resolution)
{
  GPtrArray *differences = pd_resolution_get_differences (resolution);
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (6);
  const char *const headings[] = { "", "", _ ("Before"), _ ("Mine"), _ ("Theirs"), _ ("Taken") };

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    pd_ctl_table_add (table, headings[i]);
  pd_ctl_table_add (table, "");
  pd_ctl_table_add (table, "");
  pd_ctl_table_take (table, signature (pd_resolution_get_base (resolution)));
  pd_ctl_table_take (table, signature (pd_resolution_get_mine (resolution)));
  pd_ctl_table_take (table, signature (pd_resolution_get_theirs (resolution)));
  pd_ctl_table_add (table, "");
  for (guint i = 0; i < differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (differences, i);

      if (pd_difference_is_record (difference))
        add_record_row (table, resolution, difference);
      add_difference (table, resolution, difference);
    }
  pd_ctl_table_write (table, ctl->out);
}

/**
 * pd_ctl_conflict_print:
 * @ctl: the run
 * @conflict: an entry of the inbox
 * @resolution: (nullable): what is decided about it so far; %NULL for a command alone
 *
 * Writes what it is about, what a person can do, and both sides.
 */
void
pd_ctl_conflict_print (PdCtl *ctl, const PdStoreConflict *conflict, const PdResolution *resolution)
{
  g_autofree char *title = pd_ctl_conflict_title (conflict);

  pd_ctl_print (ctl, "%s: %s", title, conflict->message != NULL ? conflict->message : "");
  if (conflict->command != NULL)
    pd_ctl_print (ctl, _ ("The command “%s” was not accepted."),
                  pd_ctl_command_words (conflict->type, conflict->command));
  if (conflict->words != NULL)
    pd_ctl_print (ctl, _ ("You wrote with it: “%s”."), conflict->words);
  if (conflict->decision == PD_DECISION_OPEN)
    pd_ctl_print (ctl, "%s", pd_store_conflict_advice (conflict));
  if (resolution != NULL)
    print_sides (ctl, resolution);
}

static char *
total_text (const PdRecord *record)
{
  if (record == NULL || pd_record_is_deleted (record))
    return g_strdup ("–");
  return pd_money_format (pd_workflow_total (record));
}

/* What is wrong with the record as it would be; a person hears of it before it is sent. */
static void
print_problems (PdCtl *ctl, const PdRecord *merged)
{
  g_autoptr (GPtrArray) problems = pd_record_check (merged, PD_REQUIRED_TO_SAVE);

  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *sentence = pd_problem_sentence (g_ptr_array_index (problems, i), merged);

      pd_ctl_print (ctl, "%s", sentence);
    }
}

/**
 * pd_ctl_conflict_print_total:
 * @ctl: the run
 * @resolution: what is decided so far
 *
 * Writes the totals of the sides and of what the merge makes of them, and what would be wrong with that.
 */
void
pd_ctl_conflict_print_total (PdCtl *ctl, const PdResolution *resolution)
{
  g_autoptr (PdRecord) merged = pd_resolution_apply (resolution);
  guint n_undecided = pd_resolution_get_n_undecided (resolution);
  g_autofree char *was = total_text (pd_resolution_get_base (resolution));
  g_autofree char *mine = total_text (pd_resolution_get_mine (resolution));
  g_autofree char *theirs = total_text (pd_resolution_get_theirs (resolution));
  g_autofree char *result = total_text (merged);

  if (pd_record_type_field (pd_record_get_record_type (pd_resolution_get_mine (resolution)),
                            "gross_amount") >= 0)
    pd_ctl_print (ctl, _ ("Total with tax: %1$s before, %2$s mine, %3$s theirs; %4$s put together."), was,
                  mine, theirs, result);
  if (merged != NULL && !pd_record_is_deleted (merged))
    print_problems (ctl, merged);
  if (n_undecided > 0)
    pd_ctl_print (ctl, ngettext ("%u thing is to be decided.", "%u things are to be decided.", n_undecided),
                  n_undecided);
}
