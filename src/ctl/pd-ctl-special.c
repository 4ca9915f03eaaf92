/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-special.h"

#include "ctl/pd-ctl-table.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-special-edit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Special businesses (特定业务), additional elements (附加要素) and deductions (差额) of an order. */

static const char *const options[] = { "special", "special-field", "remove-special-row",
                                       "element", "deduction",     NULL };

/** pd_ctl_special_is_given: Returns: whether the command line says something about them */
gboolean
pd_ctl_special_is_given (const PdCtlArguments *arguments)
{
  for (guint i = 0; options[i] != NULL; i++)
    if (pd_ctl_arguments_has (arguments, options[i]))
      return TRUE;
  return FALSE;
}

static gboolean
fail (GError **error, char *sentence)
{
  g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, sentence);
  g_free (sentence);
  return FALSE;
}

/* --- the business */

static const PdSpecialType *
find_type (const char *name, GError **error)
{
  guint n_types;
  const PdSpecialType *types = pd_special_types (&n_types);

  for (guint i = 0; i < n_types; i++)
    if (g_str_equal (types[i].id, name) || g_str_equal (types[i].name, name) ||
        g_str_equal (pd_special_type_label (&types[i]), name))
      return &types[i];
  fail (error,
        g_strdup_printf (_ ("There is no special business “%s”; “piaodanctl order special” lists them."),
                         name));
  return NULL;
}

/* Fields of another business would be refused: they go with it. */
static gboolean
set_type (PdRecord *order, const char *name, GError **error)
{
  gboolean none = *name == '\0' || g_str_equal (name, "none");
  const PdSpecialType *type = none ? NULL : find_type (name, error);
  const char *id = type != NULL ? type->id : NULL;

  if (type == NULL && !none)
    return FALSE;
  if (g_strcmp0 (pd_record_get_text (order, PD_ORDER_SPECIAL_TYPE), id) == 0)
    return TRUE;
  pd_record_set_text (order, PD_ORDER_SPECIAL_TYPE, id);
  g_ptr_array_unref (pd_record_take_special_elements (order));
  return TRUE;
}

/* --- its fields */

/* "2/origin" is of the second row, "origin" of the first. */
static guint
read_row (const char **name)
{
  const char *slash = strchr (*name, '/');
  g_autofree char *number = slash != NULL ? g_strndup (*name, (gsize) (slash - *name)) : NULL;
  guint64 row;

  if (number == NULL || !g_ascii_string_to_unsigned (number, 10, 1, PD_RECORD_MAX_LINES, &row, NULL))
    return 1;
  *name = slash + 1;
  return (guint) row;
}

static gboolean
set_field (PdRecord *order, const char *assignment, gint64 now, GError **error)
{
  const PdSpecialType *type = pd_special_type_find (pd_record_get_text (order, PD_ORDER_SPECIAL_TYPE));
  const char *equals = strchr (assignment, '=');
  g_autofree char *path = equals != NULL ? g_strndup (assignment, (gsize) (equals - assignment)) : NULL;
  const char *name = path != NULL ? g_strstrip (path) : NULL;
  guint row = name != NULL ? read_row (&name) : 0;
  const PdSpecialField *field;
  g_autofree char *value = NULL;

  if (name == NULL)
    return fail (error, g_strdup_printf (_ ("“%s” is not written as FIELD=VALUE."), assignment));
  if (type == NULL)
    return fail (error,
                 g_strdup (_ ("The order has no special business: give one with --special, as “--special "
                              "construction”.")));
  field = pd_special_type_find_named (type, name);
  if (field == NULL)
    return fail (error,
                 g_strdup_printf (_ ("%1$s has no field “%2$s”; “piaodanctl order special %3$s” lists them."),
                                  pd_special_type_label (type), name, type->id));
  if (row > type->max_rows)
    return fail (error, g_strdup_printf (_ ("%1$s has room for %2$u rows, not for row %3$u."),
                                         pd_special_type_label (type), type->max_rows, row));
  value = pd_special_value_from_text (field, equals + 1, pd_special_has_minutes (order));
  pd_record_set_element (order, now, row, field->key, value);
  return TRUE;
}

static int
compare_down (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *) a, second = *(const guint *) b;

  return first < second ? 1 : first > second ? -1 : 0;
}

/* Rows are counted as they are before the command, as lines are. */
static gboolean
remove_rows (PdRecord *order, GPtrArray *values, GError **error)
{
  guint n_rows = pd_record_count_element_rows (order);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      const char *text = g_ptr_array_index (values, i);
      guint64 number;
      guint row;

      if (!g_ascii_string_to_unsigned (text, 10, 1, n_rows, &number, NULL))
        return fail (error,
                     g_strdup_printf (_ ("There is no row %1$s of special fields; the order has %2$u."), text,
                                      n_rows));
      row = (guint) number;
      g_array_append_val (numbers, row);
    }
  g_array_sort (numbers, compare_down);
  for (guint i = 0; i < numbers->len; i++)
    if (i == 0 || g_array_index (numbers, guint, i) != g_array_index (numbers, guint, i - 1))
      g_ptr_array_unref (pd_record_take_element_row (order, g_array_index (numbers, guint, i)));
  return TRUE;
}

/* --- elements and deduction */

static gboolean
set_element (PdRecord *order, const char *assignment, gint64 now, GError **error)
{
  const char *equals = strchr (assignment, '=');
  g_autofree char *name = NULL, *value = NULL;

  if (equals == NULL || equals == assignment)
    return fail (error, g_strdup_printf (_ ("“%s” is not written as NAME=VALUE."), assignment));
  name = g_strstrip (g_strndup (assignment, (gsize) (equals - assignment)));
  value = g_strstrip (g_strdup (equals + 1));
  pd_record_set_element (order, now, PD_ELEMENT_ADDITIONAL, name, value);
  return TRUE;
}

static gboolean
set_deduction (PdRecord *order, const char *text, GError **error)
{
  g_autoptr (GError) local = NULL;
  gint64 fen = 0;

  if ((*text == '\0' || pd_money_parse (text, &fen, &local)) && pd_order_set_deduction (order, fen, &local))
    return TRUE;
  return fail (error, g_strdup_printf ("--deduction: %s", local->message));
}

/**
 * pd_ctl_special_set_options:
 * @order: an order with its lines
 * @arguments: a command line with --special, --special-field, --remove-special-row, --element and --deduction
 * @now: microseconds since 1970 in UTC
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Takes them over in this order. Whether a bureau will take the values is the checklist's word, as in the window.
 *
 * Returns: whether all of them were taken
 */
gboolean
pd_ctl_special_set_options (PdRecord *order, const PdCtlArguments *arguments, gint64 now, GError **error)
{
  const char *type = pd_ctl_arguments_get (arguments, "special");
  const char *deduction = pd_ctl_arguments_get (arguments, "deduction");
  GPtrArray *fields = pd_ctl_arguments_get_all (arguments, "special-field");
  GPtrArray *elements = pd_ctl_arguments_get_all (arguments, "element");

  pd_record_sort_lines (order);
  if ((type != NULL && !set_type (order, type, error)) ||
      !remove_rows (order, pd_ctl_arguments_get_all (arguments, "remove-special-row"), error))
    return FALSE;
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    if (!set_field (order, g_ptr_array_index (fields, i), now, error))
      return FALSE;
  for (guint i = 0; elements != NULL && i < elements->len; i++)
    if (!set_element (order, g_ptr_array_index (elements, i), now, error))
      return FALSE;
  return deduction == NULL || set_deduction (order, deduction, error);
}

/* --- what there is */

/**
 * pd_ctl_special_print:
 * @ctl: the run
 * @record: an order or an invoice
 *
 * Writes the fields of its special business, its additional elements and what is taxed of it; nothing for an ordinary
 * one.
 */
void
pd_ctl_special_print (PdCtl *ctl, const PdRecord *record)
{
  GPtrArray *elements = pd_record_get_elements (record);
  g_autofree char *taxed =
      pd_record_get_record_type (record) == &pd_order_type ? pd_order_deduction_text (record) : NULL;
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (2);

  for (guint i = 0; i < elements->len; i++)
    {
      const PdRecord *element = g_ptr_array_index (elements, i);

      pd_ctl_table_take (table, pd_element_title (record, element));
      pd_ctl_table_add (table, pd_record_get_text (element, PD_ELEMENT_VALUE));
    }
  if (elements->len > 0)
    {
      g_string_append_c (ctl->out, '\n');
      pd_ctl_table_write (table, ctl->out);
    }
  if (taxed != NULL)
    pd_ctl_print (ctl, "\n%s", taxed);
}

static const char *
need_words (const PdSpecialField *field)
{
  switch (field->need)
    {
    case PD_SPECIAL_REQUIRED:
      return _ ("required");
    case PD_SPECIAL_ONLY_IF:
    case PD_SPECIAL_IF_ANY:
    case PD_SPECIAL_WITH_GRADES:
      return _ ("depends");
    case PD_SPECIAL_OPTIONAL:
    default:
      return "";
    }
}

/* Choices, or an example of what is to be written */
static char *
form_text (const PdSpecialField *field)
{
  g_autoptr (PdRecord) none = pd_record_new (&pd_order_type, NULL);
  const char *const *choices = pd_special_field_choices (field, none, 1);

  return choices != NULL ? g_strjoinv ("、", (GStrv) choices)
                         : g_strdup (pd_special_field_example (field, FALSE));
}

static void
list_types (PdCtl *ctl)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (3);
  guint n_types;
  const PdSpecialType *types = pd_special_types (&n_types);

  pd_ctl_json_open (ctl->document, "special_types", '[');
  for (guint i = 0; i < n_types; i++)
    {
      pd_ctl_table_add (table, types[i].id);
      pd_ctl_table_add (table, types[i].name);
      pd_ctl_table_add (table, pd_special_type_label (&types[i]));
      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_string (ctl->document, "id", types[i].id);
      pd_ctl_json_string (ctl->document, "name", types[i].name);
      pd_ctl_json_integer (ctl->document, "max_rows", types[i].max_rows);
      pd_ctl_json_close (ctl->document, '}');
    }
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
}

static void
list_fields (PdCtl *ctl, const PdSpecialType *type)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (5);

  pd_ctl_print (ctl, "%s (%s)", pd_special_type_label (type), type->name);
  pd_ctl_json_open (ctl->document, "special_fields", '[');
  for (guint i = 0; i < type->n_fields; i++)
    {
      const PdSpecialField *field = &type->fields[i];
      g_autofree char *form = form_text (field);

      pd_ctl_table_add (table, field->key);
      pd_ctl_table_add (table, field->name);
      pd_ctl_table_add (table, _ (field->label));
      pd_ctl_table_add (table, need_words (field));
      pd_ctl_table_add (table, form);
      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_string (ctl->document, "key", field->key);
      pd_ctl_json_string (ctl->document, "name", field->name);
      pd_ctl_json_string (ctl->document, "label", _ (field->label));
      pd_ctl_json_boolean (ctl->document, "required", field->need == PD_SPECIAL_REQUIRED);
      pd_ctl_json_integer (ctl->document, "limit", field->limit);
      pd_ctl_json_string (ctl->document, "form", form);
      pd_ctl_json_close (ctl->document, '}');
    }
  pd_ctl_json_close (ctl->document, ']');
  if (type->n_fields == 0)
    pd_ctl_print (ctl, "%s", _ ("This business has no fields of its own."));
  else if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
}

/**
 * pd_ctl_special_list:
 *
 * Lists the special businesses, or the fields of the one that the argument names.
 */
gboolean
pd_ctl_special_list (PdCtl *ctl, GError **error)
{
  const char *name = pd_ctl_arguments_positional (ctl->arguments, 0);
  const PdSpecialType *type = name != NULL ? find_type (name, error) : NULL;

  if (name == NULL)
    list_types (ctl);
  else if (type != NULL)
    list_fields (ctl, type);
  return name == NULL || type != NULL;
}
