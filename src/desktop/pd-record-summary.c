/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-summary.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-money.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-special-edit.h"

#include <glib/gi18n-lib.h>

/* More lines than this are counted, not shown: a summary is to be read. */
#define MAX_LINES_SHOWN 200

static GtkWidget *
text_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
card (GtkWidget *content)
{
  gtk_widget_add_css_class (content, "card");
  gtk_widget_add_css_class (content, "summary-card");
  return content;
}

static GtkWidget *
section (const char *title, GtkWidget *content)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (box), text_label (title, "heading"));
  gtk_box_append (GTK_BOX (box), card (content));
  return box;
}

static void
attach_field (GtkGrid *grid, int row, const char *name, const char *value)
{
  GtkWidget *label = text_label (name, "dim-label");
  GtkWidget *text = text_label (value, NULL);

  gtk_label_set_yalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_yalign (GTK_LABEL (text), 0.0f);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  /* Reached by the mouse to copy a part; Tab is for what can be done. A selectable label that were only not focusable
   * would hold the keyboard before it (GTK 4.8). */
  gtk_widget_set_focusable (text, FALSE);
  gtk_widget_set_can_focus (text, FALSE);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL,
                                  -1);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, text, 1, row, 1, 1);
}

/* Fields without a value are not worth a line; a section without any is left out. */
static GtkWidget *
fields_section (const PdPlaceSection *part, const PdRecord *record, GtkSizeGroup *names)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  GtkWidget *grid = gtk_grid_new ();
  int row = 0;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  for (const signed char *field = part->fields; *field >= 0; field++)
    {
      g_autofree char *text = pd_field_text (record, (guint) *field);

      if (*text == '\0')
        continue;
      attach_field (GTK_GRID (grid), row, _ (type->fields[*field].label), text);
      gtk_size_group_add_widget (names, gtk_grid_get_child_at (GTK_GRID (grid), 0, row));
      row++;
    }
  if (row > 0)
    return section (_ (part->label), grid);
  g_object_ref_sink (grid);
  g_object_unref (grid);
  return NULL;
}

/* --- lines */

static char *
field_by_name (const PdRecord *record, const char *name)
{
  int field = pd_record_type_field (pd_record_get_record_type (record), name);

  return field >= 0 ? pd_field_text (record, (guint) field) : g_strdup ("");
}

/* "2 box × 100.00 · 13% · discount 5.00" */
static char *
line_details (const PdRecord *line)
{
  g_autofree char *quantity = field_by_name (line, "quantity");
  g_autofree char *unit = field_by_name (line, "unit");
  g_autofree char *price = field_by_name (line, "unit_price");
  g_autofree char *rate = field_by_name (line, "tax_rate");
  g_autofree char *discount = field_by_name (line, "discount");
  GString *text = g_string_new (NULL);

  if (*quantity != '\0')
    g_string_append_printf (text, *unit != '\0' ? "%s %s" : "%s", quantity, unit);
  if (*price != '\0')
    g_string_append_printf (text, text->len > 0 ? " × %s" : "%s", price);
  if (*rate != '\0')
    g_string_append_printf (text, text->len > 0 ? " · %s" : "%s", rate);
  if (*discount != '\0')
    {
      g_string_append (text, " · ");
      /* Translators: a discount on a line, the amount in yuan */
      g_string_append_printf (text, _ ("discount %s"), discount);
    }
  return g_string_free (text, FALSE);
}

static char *
line_amount (const PdRecord *record, const PdRecord *line)
{
  if (pd_record_get_record_type (record) == &pd_order_type)
    {
      gint64 gross = pd_record_get_integer (line, PD_ORDER_LINE_GROSS_AMOUNT) +
                     pd_record_get_integer (line, PD_ORDER_LINE_DISCOUNT_NET) +
                     pd_record_get_integer (line, PD_ORDER_LINE_DISCOUNT_TAX);

      return pd_money_format (gross);
    }
  return field_by_name (line, "net_amount");
}

static GtkWidget *
line_row (const PdRecord *record, const PdRecord *line)
{
  GtkWidget *grid = gtk_grid_new ();
  g_autofree char *spec = field_by_name (line, "spec");
  g_autofree char *name = field_by_name (line, "name");
  g_autofree char *full_name = *spec != '\0' ? g_strdup_printf ("%s  %s", name, spec) : g_strdup (name);
  g_autofree char *details = line_details (line);
  g_autofree char *amount = line_amount (record, line);
  GtkWidget *title = text_label (full_name, NULL);
  GtkWidget *money = text_label (amount, "numeric");
  GtkWidget *small = text_label (details, "dim-label");

  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (title), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (small, "caption");
  gtk_widget_add_css_class (small, "numeric");
  gtk_label_set_ellipsize (GTK_LABEL (small), PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (money, GTK_ALIGN_START);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_attach (GTK_GRID (grid), title, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), money, 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), small, 0, 1, 2, 1);
  gtk_widget_add_css_class (grid, "summary-line");
  return grid;
}

static GtkWidget *
lines_section (const PdRecord *record)
{
  GPtrArray *lines = pd_record_get_lines (record);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  g_autofree char *title = g_strdup_printf (ngettext ("%u line", "%u lines", lines->len), lines->len);

  for (guint i = 0; i < lines->len && i < MAX_LINES_SHOWN; i++)
    gtk_box_append (GTK_BOX (box), line_row (record, g_ptr_array_index (lines, i)));
  if (lines->len > MAX_LINES_SHOWN)
    {
      guint more = lines->len - MAX_LINES_SHOWN;
      g_autofree char *text =
          g_strdup_printf (ngettext ("And %u more line.", "And %u more lines.", more), more);

      gtk_box_append (GTK_BOX (box), text_label (text, "dim-label"));
    }
  return section (title, box);
}

static GtkWidget *
totals (const PdRecord *record)
{
  static const char *const names[] = { "net_amount", "tax_amount", "gross_amount" };
  const PdRecordType *type = pd_record_get_record_type (record);
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  gtk_widget_set_halign (grid, GTK_ALIGN_END);
  gtk_widget_add_css_class (grid, "summary-totals");
  for (int i = 0; i < (int) G_N_ELEMENTS (names); i++)
    {
      int field = pd_record_type_field (type, names[i]);
      g_autofree char *text = pd_money_format (pd_record_get_integer (record, (guint) field));
      GtkWidget *value = text_label (text, "numeric");
      GtkWidget *name = text_label (_ (type->fields[field].label), i == 2 ? "heading" : "dim-label");

      gtk_label_set_xalign (GTK_LABEL (name), 1.0f);
      gtk_label_set_xalign (GTK_LABEL (value), 1.0f);
      if (i == 2)
        gtk_widget_add_css_class (value, "heading");
      /* What takes away is red, as on the paper. */
      if (pd_record_get_integer (record, (guint) field) < 0)
        gtk_widget_add_css_class (value, "error");
      gtk_grid_attach (GTK_GRID (grid), name, 0, i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), value, 1, i, 1, 1);
    }
  return grid;
}

/* --- what makes an order or an invoice special */

static int
attach_by_name (GtkGrid *grid, int row, const PdRecord *record, const char *name)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autofree char *text = field_by_name (record, name);

  if (*text == '\0')
    return row;
  attach_field (grid, row, _ (type->fields[pd_record_type_field (type, name)].label), text);
  return row + 1;
}

static int
attach_elements (GtkGrid *grid, int row, const PdRecord *record)
{
  GPtrArray *elements = pd_record_get_elements (record);

  for (guint i = 0; i < elements->len && i < MAX_LINES_SHOWN; i++)
    {
      const PdRecord *element = g_ptr_array_index (elements, i);
      g_autofree char *title = pd_element_title (record, element);
      const char *value = pd_record_get_text (element, PD_ELEMENT_VALUE);

      attach_field (grid, row++, title, value != NULL ? value : "");
    }
  if (elements->len > MAX_LINES_SHOWN)
    {
      guint more = elements->len - MAX_LINES_SHOWN;
      g_autofree char *text = g_strdup_printf (ngettext ("And %u more.", "And %u more.", more), more);

      gtk_grid_attach (grid, text_label (text, "dim-label"), 0, row++, 2, 1);
    }
  return row;
}

static int
attach_deduction (GtkGrid *grid, int row, const PdRecord *record)
{
  GPtrArray *lines = pd_record_get_lines (record);
  g_autofree char *taxed =
      pd_record_get_record_type (record) == &pd_order_type ? pd_order_deduction_text (record) : NULL;

  row = attach_by_name (grid, row, record, "difference_type");
  for (guint i = 0; i < lines->len && i < MAX_LINES_SHOWN; i++)
    row = attach_by_name (grid, row, g_ptr_array_index (lines, i), "deduction");
  if (taxed != NULL)
    attach_field (grid, row++, _ ("What is taxed"), taxed);
  return row;
}

/* Left out where there is nothing of it, as in most orders. */
static GtkWidget *
special_section (const PdRecord *record)
{
  GtkWidget *grid = gtk_grid_new ();
  int row = 0;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  row = attach_by_name (GTK_GRID (grid), row, record, "special_type");
  row = attach_elements (GTK_GRID (grid), row, record);
  row = attach_deduction (GTK_GRID (grid), row, record);
  /* Names of these are longer than those of other fields: they give way. */
  for (int i = 0; i < row; i++)
    {
      GtkWidget *name = gtk_grid_get_child_at (GTK_GRID (grid), 0, i);

      gtk_label_set_wrap (GTK_LABEL (name), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_max_width_chars (GTK_LABEL (name), 20);
    }
  if (row > 0)
    return section (_ ("Special business"), grid);
  g_object_ref_sink (grid);
  g_object_unref (grid);
  return NULL;
}

static void
append_nullable (GtkWidget *box, GtkWidget *child)
{
  if (child != NULL)
    gtk_box_append (GTK_BOX (box), child);
}

/**
 * pd_record_summary_new:
 * @place: how records of this type are shown
 * @record: a record with its lines
 *
 * Returns: (transfer floating): everything that the record says, to read
 */
GtkWidget *
pd_record_summary_new (const PdPlace *place, const PdRecord *record)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  g_autoptr (GtkSizeGroup) names = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);

  for (const PdPlaceSection *part = place->sections; part->label != NULL; part++)
    {
      append_nullable (box, fields_section (part, record, names));
      if (part == place->sections && pd_record_type_list (place->type, "lines") >= 0)
        {
          gtk_box_append (GTK_BOX (box), lines_section (record));
          gtk_box_append (GTK_BOX (box), totals (record));
          if (pd_record_type_list (place->type, "elements") >= 0)
            append_nullable (box, special_section (record));
        }
    }
  return box;
}
