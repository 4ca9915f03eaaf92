/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-conflict.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Decisions from the command line: "remark", "party", "2/quantity", "2/pricing", "2" for a whole line, or a path as
 * "conflict show --json" writes it. */

/** Target: what one argument is about. */
typedef struct
{
  int list;
  char *line_id;    /* (owned) (nullable) */
  int field;        /* -1: a group, or a line as a whole */
  const char *atom; /* (nullable) */
} Target;

static void
target_clear (Target *target)
{
  g_clear_pointer (&target->line_id, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Target, target_clear)

static gboolean
fail_name (const char *name, GError **error)
{
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
               _ ("“%s” is no field of this conflict; “piaodanctl conflict show” names them."), name);
  return FALSE;
}

static const PdRecordType *
type_of (const PdResolution *resolution)
{
  return pd_record_get_record_type (pd_resolution_get_mine (resolution));
}

static gboolean
find_atom (const PdRecordType *type, const char *name, Target *target)
{
  target->field = pd_ctl_option_field (type, name);
  if (target->field >= 0)
    {
      target->atom = pd_field_atom (&type->fields[target->field]);
      return TRUE;
    }
  for (guint i = 0; i < type->n_fields && target->atom == NULL; i++)
    if (g_str_equal (pd_field_atom (&type->fields[i]), name))
      target->atom = pd_field_atom (&type->fields[i]);
  return target->atom != NULL;
}

/* The line of a number from 1, or of an id; @name is what stands before the slash. */
static char *
find_line (const PdResolution *resolution, int list, const char *name)
{
  g_autoptr (GPtrArray) ids =
      pd_difference_line_ids (pd_resolution_get_base (resolution), pd_resolution_get_mine (resolution),
                              pd_resolution_get_theirs (resolution), (guint) list);
  guint64 number;

  if (g_ascii_string_to_unsigned (name, 10, 1, ids->len, &number, NULL))
    return g_strdup (g_ptr_array_index (ids, number - 1));
  return g_ptr_array_find_with_equal_func (ids, name, g_str_equal, NULL) ? g_strdup (name) : NULL;
}

static gboolean
parse_target (const PdResolution *resolution, const char *name, Target *target, GError **error)
{
  const PdRecordType *type = type_of (resolution);
  g_auto (GStrv) parts = g_strsplit (name, "/", 4);
  guint n = g_strv_length (parts), first = 0;

  *target = (Target){ .list = -1, .field = -1 };
  if (n > 0 && type->n_lists > 0 && pd_record_type_list (type, parts[0]) >= 0)
    {
      target->list = pd_record_type_list (type, parts[0]);
      first = 1;
    }
  else if (n > 0 && type->n_lists > 0 && g_ascii_isdigit (*parts[0]))
    target->list = 0;
  if (target->list < 0)
    return (n == 1 && find_atom (type, name, target)) || fail_name (name, error);
  target->line_id = first < n ? find_line (resolution, target->list, parts[first]) : NULL;
  if (target->line_id == NULL || n > first + 2 ||
      (n == first + 2 && !find_atom (type->lists[target->list], parts[first + 1], target)))
    return fail_name (name, error);
  return TRUE;
}

static gboolean
is_about (const PdDifference *difference, const Target *target)
{
  return difference->list == target->list && g_strcmp0 (difference->line_id, target->line_id) == 0 &&
         (difference->atom == NULL || target->atom == NULL || g_str_equal (difference->atom, target->atom));
}

/* Takes a side of one thing; a line is all that differs in it. */
static gboolean
choose (PdResolution *resolution, const char *name, PdSide side, GError **error)
{
  GPtrArray *differences = pd_resolution_get_differences (resolution);
  g_auto (Target) target = { 0 };
  gboolean found = FALSE;

  if (g_str_equal (name, PD_DIFFERENCE_RECORD))
    return pd_resolution_choose (resolution, name, side) || fail_name (name, error);
  if (!parse_target (resolution, name, &target, error))
    return FALSE;
  for (guint i = 0; i < differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (differences, i);

      if (!is_about (difference, &target) || pd_difference_is_record (difference))
        continue;
      found = TRUE;
      if (pd_resolution_choose (resolution, difference->path, side))
        continue;
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
                   _ ("The record is closed for changes; “%s” stays as it is on the platform."), name);
      return FALSE;
    }
  return found || fail_name (name, error);
}

static gboolean
set_value (PdResolution *resolution, const char *assignment, GError **error)
{
  const char *equals = strchr (assignment, '=');
  g_autofree char *name = equals != NULL ? g_strndup (assignment, (gsize) (equals - assignment)) : NULL;
  g_auto (Target) target = { 0 };
  g_autoptr (GError) local = NULL;

  if (equals == NULL)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("“%s” is not written as FIELD=VALUE."),
                   assignment);
      return FALSE;
    }
  if (!parse_target (resolution, name, &target, error))
    return FALSE;
  if (target.field < 0)
    return fail_name (name, error);
  if (pd_resolution_type (resolution, target.list, target.line_id, (guint) target.field, equals + 1, &local))
    return TRUE;
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED, "%s: %s", name, local->message);
  return FALSE;
}

static gboolean
choose_named (PdResolution *resolution, GPtrArray *names, PdSide side, GError **error)
{
  for (guint i = 0; names != NULL && i < names->len; i++)
    if (!choose (resolution, g_ptr_array_index (names, i), side, error))
      return FALSE;
  return TRUE;
}

/**
 * pd_ctl_conflict_decide:
 * @resolution: a resolution
 * @arguments: the command line
 * @error: return location for what a name or a value is wrong
 *
 * Takes the decisions over: first those about everything, then sides of single fields, then what was typed, which
 * stands on top of the side.
 *
 * Returns: whether all of them could be taken
 */
gboolean
pd_ctl_conflict_decide (PdResolution *resolution, const PdCtlArguments *arguments, GError **error)
{
  GPtrArray *typed = pd_ctl_arguments_get_all (arguments, "set");

  if (pd_ctl_arguments_has (arguments, "all-mine"))
    pd_resolution_choose_all (resolution, PD_SIDE_MINE);
  if (pd_ctl_arguments_has (arguments, "all-theirs"))
    pd_resolution_choose_all (resolution, PD_SIDE_THEIRS);
  if (!choose_named (resolution, pd_ctl_arguments_get_all (arguments, "mine"), PD_SIDE_MINE, error) ||
      !choose_named (resolution, pd_ctl_arguments_get_all (arguments, "theirs"), PD_SIDE_THEIRS, error))
    return FALSE;
  for (guint i = 0; typed != NULL && i < typed->len; i++)
    if (!set_value (resolution, g_ptr_array_index (typed, i), error))
      return FALSE;
  return TRUE;
}
