/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-entry.h"

#include "ctl/pd-ctl.h"
#include "model/pd-element.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * pd_ctl_entry_set_field:
 * @record: a record
 * @field: a field's index; less than 0 when there is none of this name
 * @name: what the person called it
 * @text: what the person typed
 * @error: return location for %PD_CTL_STATUS_USAGE, which says which field
 *
 * Returns: whether it was taken
 */
gboolean
pd_ctl_entry_set_field (PdRecord *record, int field, const char *name, const char *text, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autoptr (GError) local = NULL;

  if (field < 0 || !pd_ctl_field_is_writable (&type->fields[field]))
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                   field < 0 ? _ ("%1$s: there is no field “%2$s”.")
                             : _ ("%1$s: the field “%2$s” is not yours to write."),
                   _ (type->label), name);
      return FALSE;
    }
  if (pd_record_set_from_text (record, (guint) field, text, &local))
    return TRUE;
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, "%s (%s): %s", _ (type->fields[field].label), name,
               local->message);
  return FALSE;
}

/* "name=value" */
static gboolean
set_assignment (PdRecord *record, const char *assignment, GError **error)
{
  const char *equals = strchr (assignment, '=');
  g_autofree char *name = NULL;

  if (equals == NULL)
    {
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("“%s” is not written as FIELD=VALUE."),
                   assignment);
      return FALSE;
    }
  name = g_strstrip (g_strndup (assignment, (gsize) (equals - assignment)));
  return pd_ctl_entry_set_field (record, pd_record_type_field (pd_record_get_record_type (record), name),
                                 name, equals + 1, error);
}

/**
 * pd_ctl_entry_set:
 * @record: a record
 * @assignment: "field=value", the value as a person types it; amounts are yuan
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: whether it was taken
 */
gboolean
pd_ctl_entry_set (PdRecord *record, const char *assignment, GError **error)
{
  return set_assignment (record, assignment, error);
}

/**
 * pd_ctl_entry_set_options:
 * @record: a record
 * @arguments: a command line whose options are named as the record's fields
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: whether all of them were taken
 */
gboolean
pd_ctl_entry_set_options (PdRecord *record, const PdCtlArguments *arguments, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  GHashTableIter iter;
  gpointer name, values;

  g_hash_table_iter_init (&iter, arguments->options);
  while (g_hash_table_iter_next (&iter, &name, &values))
    {
      int field = pd_ctl_option_field (type, name);

      if (field >= 0 &&
          !pd_ctl_entry_set_field (record, field, name, g_ptr_array_index ((GPtrArray *) values, 0), error))
        return FALSE;
    }
  return TRUE;
}

/* Splits at ";"; a backslash before it makes it a part of the value. */
static GPtrArray *
split_items (const char *text)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);
  GString *item = g_string_new (NULL);

  for (const char *p = text;; p++)
    {
      if (*p == '\\' && (p[1] == ';' || p[1] == '\\'))
        g_string_append_c (item, *++p);
      else if (*p != ';' && *p != '\0')
        g_string_append_c (item, *p);
      else
        {
          g_strstrip (item->str);
          if (*item->str != '\0')
            g_ptr_array_add (items, g_strdup (item->str));
          g_string_truncate (item, 0);
          if (*p == '\0')
            break;
        }
    }
  g_string_free (item, TRUE);
  return items;
}

/* "3" names the third line; anything else a new one. */
static PdRecord *
choose_line (PdRecord *order, const char *first, gint64 now, gboolean *named, GError **error)
{
  GPtrArray *lines = pd_record_get_lines (order);
  gint64 number;

  *named = g_ascii_string_to_signed (first, 10, G_MININT64, G_MAXINT64, &number, NULL);
  if (!*named)
    {
      if (lines->len < PD_RECORD_MAX_LINES)
        return pd_order_add_line (order, now);
      g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("An order has at most %u lines."),
                   (guint) PD_RECORD_MAX_LINES);
      return NULL;
    }
  if (number >= 1 && number <= lines->len)
    return g_ptr_array_index (lines, number - 1);
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("There is no line %1$s; the order has %2$u."),
               first, lines->len);
  return NULL;
}

/**
 * pd_ctl_entry_line:
 * @order: an order whose lines are sorted
 * @text: "name=…;quantity=2;…" adds a line; "3;quantity=2" changes the third
 * @now: microseconds since 1970 in UTC
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: whether it was taken
 */
gboolean
pd_ctl_entry_line (PdRecord *order, const char *text, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) items = split_items (text);
  gboolean named;
  PdRecord *line;

  if (items->len == 0)
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("The line is empty."));
      return FALSE;
    }
  line = choose_line (order, g_ptr_array_index (items, 0), now, &named, error);
  if (line == NULL)
    return FALSE;
  for (guint i = named ? 1 : 0; i < items->len; i++)
    if (!set_assignment (line, g_ptr_array_index (items, i), error))
      return FALSE;
  return TRUE;
}

static int
compare_down (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? 1 : first > second ? -1 : 0;
}

/* Lines are counted as they are before the command; the last goes first, so that the others keep their numbers. */
static gboolean
remove_lines (PdRecord *order, GPtrArray *values, GError **error)
{
  GPtrArray *lines = pd_record_get_lines (order);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      const char *text = g_ptr_array_index (values, i);
      gint64 number;

      if (!g_ascii_string_to_signed (text, 10, 1, lines->len, &number, NULL))
        {
          g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                       _ ("There is no line %1$s; the order has %2$u."), text, lines->len);
          return FALSE;
        }
      g_array_append_val (numbers, number);
    }
  g_array_sort (numbers, compare_down);
  for (guint i = 0; i < numbers->len; i++)
    if (i == 0 || g_array_index (numbers, gint64, i) != g_array_index (numbers, gint64, i - 1))
      {
        g_autofree char *id =
            g_strdup (pd_record_get_id (g_ptr_array_index (lines, g_array_index (numbers, gint64, i) - 1)));

        pd_record_remove_line (order, 0, id);
      }
  return TRUE;
}

/**
 * pd_ctl_entry_lines:
 * @order: an order
 * @arguments: a command line with --line and --remove-line
 * @now: microseconds since 1970 in UTC
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Changes, removes and adds lines; numbers are those of the order before.
 *
 * Returns: whether all was taken
 */
gboolean
pd_ctl_entry_lines (PdRecord *order, const PdCtlArguments *arguments, gint64 now, GError **error)
{
  GPtrArray *values = pd_ctl_arguments_get_all (arguments, "line");

  pd_record_sort_lines (order);
  for (int adding = 0; adding < 2; adding++)
    {
      for (guint i = 0; values != NULL && i < values->len; i++)
        {
          const char *text = g_ptr_array_index (values, i);

          if ((g_ascii_isdigit (*text) ? 0 : 1) == adding && !pd_ctl_entry_line (order, text, now, error))
            return FALSE;
        }
      if (!adding && !remove_lines (order, pd_ctl_arguments_get_all (arguments, "remove-line"), error))
        return FALSE;
    }
  return TRUE;
}

/* A value of JSON, as on the wire: amounts are fen. Quantities are texts, so that no digit is lost. */
static gboolean
set_value (PdRecord *record, guint field, const PdWireValue *value, GError **error)
{
  const PdField *table = &pd_record_get_record_type (record)->fields[field];
  g_autofree char *text = NULL;
  gint64 integer;
  gboolean is_integer = pd_wire_value_integer (value, &integer);

  if (is_integer && table->kind == PD_KIND_MONEY)
    {
      pd_record_set_integer (record, field, integer);
      return TRUE;
    }
  if (value->kind == PD_WIRE_TEXT && table->kind != PD_KIND_MONEY)
    text = g_strdup (value->text);
  else if (is_integer && table->kind != PD_KIND_TEXT)
    text = g_strdup_printf ("%" G_GINT64_FORMAT, integer);
  else if ((value->kind == PD_WIRE_TRUE || value->kind == PD_WIRE_FALSE) && table->kind == PD_KIND_FLAG)
    text = g_strdup (value->kind == PD_WIRE_TRUE ? "1" : "0");
  else if (value->kind == PD_WIRE_NULL)
    text = g_strdup ("");
  if (text != NULL)
    return pd_ctl_entry_set_field (record, (int) field, table->name, text, error);
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
               table->kind == PD_KIND_MONEY ? _ ("“%s” is an amount: write it in fen, as a whole number.")
                                            : _ ("“%s” is to be written as text, in quotation marks."),
               table->name);
  return FALSE;
}

/* The lists of a record are not fields; what happened to an order is nothing that its copy has. */
static gboolean
is_list (const PdRecordType *type, const char *name)
{
  return pd_record_type_list (type, name) >= 0;
}

/* What the platform owns or what is computed is read over: a file that "order show" wrote can be entered again. */
static gboolean
set_members (PdRecord *record, const PdWireValue *object, GError **error)
{
  static const char *const own[] = { "type", "id", "revision", "sequence", NULL };
  const PdRecordType *type = pd_record_get_record_type (record);
  const PdWireValue *value;
  const char *name;
  PdWireIter iter;

  pd_wire_iter_init (&iter, object);
  while (pd_wire_iter_next (&iter, &name, &value))
    {
      int field = pd_record_type_field (type, name);

      if (g_strv_contains (own, name) || is_list (type, name) ||
          (field >= 0 && !pd_ctl_field_is_writable (&type->fields[field])))
        continue;
      if (field < 0)
        return pd_ctl_entry_set_field (record, field, name, "", error);
      if (!set_value (record, (guint) field, value, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
fail_elements (GError **error)
{
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
               _ ("“elements” is a list of at most %u objects with “row_number”, “key” and “value”."),
               (guint) PD_RECORD_MAX_LINES);
  return FALSE;
}

/* An element has a row, a key and a value; its id and position are made anew. */
static gboolean
set_elements (PdRecord *order, const PdWireValue *elements, gint64 now, GError **error)
{
  const PdWireValue *element;
  PdWireIter iter;

  if (elements == NULL || elements->kind != PD_WIRE_ARRAY)
    return TRUE;
  pd_wire_iter_init (&iter, elements);
  while (pd_wire_iter_next (&iter, NULL, &element))
    {
      g_autoptr (PdRecord) entry = pd_record_new (&pd_order_element_type, NULL);
      const char *key;
      gint64 row;

      if (element->kind != PD_WIRE_OBJECT || elements->count > PD_RECORD_MAX_LINES)
        return fail_elements (error);
      if (!set_members (entry, element, error))
        return FALSE;
      key = pd_record_get_text (entry, PD_ELEMENT_KEY);
      row = pd_record_get_integer (entry, PD_ELEMENT_ROW);
      if (key == NULL || row < 0 || row > PD_RECORD_MAX_LINES)
        return fail_elements (error);
      pd_record_set_element (order, now, (guint) row, key, pd_record_get_text (entry, PD_ELEMENT_VALUE));
    }
  return TRUE;
}

/**
 * pd_ctl_entry_object:
 * @order: a new order
 * @object: its fields as on the wire, with "lines" and "elements"
 * @now: microseconds since 1970 in UTC
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: whether it was taken
 */
gboolean
pd_ctl_entry_object (PdRecord *order, const PdWireValue *object, gint64 now, GError **error)
{
  const PdWireValue *lines = pd_wire_value_member (object, "lines");
  const PdWireValue *line;
  PdWireIter iter;

  if (!set_members (order, object, error) ||
      !set_elements (order, pd_wire_value_member (object, "elements"), now, error))
    return FALSE;
  if (lines == NULL || lines->kind != PD_WIRE_ARRAY)
    return TRUE;
  pd_wire_iter_init (&iter, lines);
  while (pd_wire_iter_next (&iter, NULL, &line))
    {
      if (line->kind != PD_WIRE_OBJECT || lines->count > PD_RECORD_MAX_LINES)
        {
          g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                       _ ("“lines” is a list of at most %u objects, one a line."),
                       (guint) PD_RECORD_MAX_LINES);
          return FALSE;
        }
      if (!set_members (pd_order_add_line (order, now), line, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_order (GPtrArray *orders, const PdWireValue *value, gint64 now, const char *today, GError **error)
{
  PdRecord *order = pd_order_new (now, today);

  g_ptr_array_add (orders, order);
  if (value->kind == PD_WIRE_OBJECT)
    return pd_ctl_entry_object (order, value, now, error);
  g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("An order is a JSON object."));
  return FALSE;
}

/**
 * pd_ctl_entry_orders:
 * @root: one order, or what "order show --json" or "order list --json" wrote
 * @now: microseconds since 1970 in UTC
 * @today: the date of orders that have none
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: (transfer full) (nullable) (element-type PdRecord): new orders, with ids of their own
 */
GPtrArray *
pd_ctl_entry_orders (const PdWireValue *root, gint64 now, const char *today, GError **error)
{
  g_autoptr (GPtrArray) orders = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  const PdWireValue *one = pd_wire_value_member (root, pd_order_type.name);
  const PdWireValue *many = pd_wire_value_member (root, pd_order_type.table);
  const PdWireValue *value;
  PdWireIter iter;

  if (many == NULL || many->kind != PD_WIRE_ARRAY)
    return add_order (orders, one != NULL ? one : root, now, today, error) ? g_steal_pointer (&orders) : NULL;
  pd_wire_iter_init (&iter, many);
  while (pd_wire_iter_next (&iter, NULL, &value))
    if (!add_order (orders, value, now, today, error))
      return NULL;
  return g_steal_pointer (&orders);
}
