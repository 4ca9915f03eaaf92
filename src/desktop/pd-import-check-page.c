/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-import-check-page.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-drop-down.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"

/* The second step of an import: every row of the file, the bad ones marked, with the reason beside them. */
struct _PdImportCheckPage
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *details;
  GtkSingleSelection *selection; /* (owned) */
  PdImportRows *rows;            /* (owned) */
};

G_DEFINE_FINAL_TYPE (PdImportCheckPage, pd_import_check_page, GTK_TYPE_WIDGET)

/* --- columns */

typedef struct
{
  const char *title;
  PdImportRowField field;
  int width;
  gboolean number;
} Column;

static const Column columns[] = {
  { N_ ("Order number"), PD_IMPORT_ROW_NUMBER, 130, FALSE },
  { N_ ("Buyer"), PD_IMPORT_ROW_BUYER, 150, FALSE },
  { N_ ("Good or service"), PD_IMPORT_ROW_GOOD, 150, FALSE },
  { N_ ("Quantity"), PD_IMPORT_ROW_QUANTITY, 80, TRUE },
  { N_ ("Amount"), PD_IMPORT_ROW_AMOUNT, 90, TRUE },
};

static void
setup_text_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), GPOINTER_TO_INT (user_data) ? 1 : 0);
  /* In the middle: the numbers of one day differ at their end. */
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  if (GPOINTER_TO_INT (user_data))
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_number_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_autofree char *text =
      g_strdup_printf ("%u", pd_import_row_item_get_row_number (gtk_list_item_get_item (item)));

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static void
bind_field_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Column *column = user_data;

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       pd_import_row_item_get_field (gtk_list_item_get_item (item), column->field));
}

/* An icon, a word for those who do not see it, and a colour: never a colour alone. */
static const struct
{
  const char *icon;
  const char *word;
  const char *style; /* (nullable) */
} marks[] = {
  [PD_IMPORT_MARK_GOOD] = { "object-select-symbolic", N_ ("Correct"), "success" },
  [PD_IMPORT_MARK_NOTE] = { "dialog-information-symbolic", N_ ("Note"), NULL },
  [PD_IMPORT_MARK_PRESENT] = { "emblem-default-symbolic", N_ ("Here already"), "dim-label" },
  [PD_IMPORT_MARK_SKIPPED] = { "action-unavailable-symbolic", N_ ("Left out"), "dim-label" },
  [PD_IMPORT_MARK_DRAGGED] = { "dialog-warning-symbolic", N_ ("Refused with its order"), "warning" },
  [PD_IMPORT_MARK_BAD] = { "dialog-error-symbolic", N_ ("Wrong"), "error" },
};

static void
setup_result_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_item_set_child (item, box);
}

static void
set_style (GtkWidget *widget, const char *style)
{
  const char *classes[] = { style, NULL };

  gtk_widget_set_css_classes (widget, classes);
}

static void
bind_result_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  PdImportRowItem *row = gtk_list_item_get_item (item);
  GtkWidget *image = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *label = gtk_widget_get_last_child (gtk_list_item_get_child (item));
  PdImportRowMark mark = pd_import_row_item_get_mark (row);
  g_autofree char *sentence = pd_import_row_item_get_sentence (row);

  gtk_image_set_from_icon_name (GTK_IMAGE (image), marks[mark].icon);
  pd_set_accessible_label (image, _ (marks[mark].word));
  set_style (image, marks[mark].style);
  gtk_label_set_label (GTK_LABEL (label), sentence);
  set_style (label, marks[mark].style != NULL && mark != PD_IMPORT_MARK_GOOD ? marks[mark].style : "");
}

static GtkColumnViewColumn *
add_column (GtkColumnView *view,
            const char *title,
            GCallback setup,
            GCallback bind,
            gpointer data,
            gboolean number)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  g_signal_connect (factory, "setup", setup, GINT_TO_POINTER (number));
  g_signal_connect (factory, "bind", bind, data);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (view, column);
  g_object_unref (column);
  return column;
}

static GtkWidget *
create_view (PdImportCheckPage *self)
{
  GtkWidget *view = gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)));
  GtkColumnViewColumn *column;

  column = add_column (GTK_COLUMN_VIEW (view), _ ("Row"), G_CALLBACK (setup_text_cb),
                       G_CALLBACK (bind_number_cb), NULL, TRUE);
  gtk_column_view_column_set_fixed_width (column, 64);
  column = add_column (GTK_COLUMN_VIEW (view), _ ("Result"), G_CALLBACK (setup_result_cb),
                       G_CALLBACK (bind_result_cb), NULL, FALSE);
  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_column_set_fixed_width (column, 280);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      column = add_column (GTK_COLUMN_VIEW (view), _ (columns[i].title), G_CALLBACK (setup_text_cb),
                           G_CALLBACK (bind_field_cb), (gpointer) &columns[i], columns[i].number);
      gtk_column_view_column_set_fixed_width (column, columns[i].width);
    }
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (view), TRUE);
  gtk_widget_add_css_class (view, "data-table");
  pd_set_accessible_label (view, _ ("Rows of the file"));
  return view;
}

/* --- what stands around the rows */

static void
selected_cb (GtkSingleSelection *selection, GParamSpec *pspec, gpointer user_data)
{
  PdImportCheckPage *self = user_data;
  PdImportRowItem *row = gtk_single_selection_get_selected_item (selection);
  g_autofree char *details = row != NULL ? pd_import_row_item_get_details (row) : g_strdup ("");

  gtk_label_set_label (GTK_LABEL (self->details), details);
}

static void
filter_cb (GtkDropDown *drop_down, GParamSpec *pspec, gpointer user_data)
{
  PdImportCheckPage *self = user_data;

  pd_import_rows_set_filter (self->rows, (PdImportFilter) gtk_drop_down_get_selected (drop_down));
}

static char *
summarize (PdImportPlan *plan)
{
  guint n_new = pd_import_plan_count (plan, PD_IMPORT_ORDER_NEW);
  guint n_refused = pd_import_plan_count (plan, PD_IMPORT_ORDER_REFUSED);
  guint n_present = pd_import_plan_get_n_orders (plan) - n_new - n_refused;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text,
                          g_dngettext (GETTEXT_PACKAGE, "%u order will be imported.",
                                       "%u orders will be imported.", n_new),
                          n_new);
  if (n_refused > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              g_dngettext (GETTEXT_PACKAGE, "%u order has a wrong row and is left out.",
                                           "%u orders have wrong rows and are left out.", n_refused),
                              n_refused);
    }
  if (n_present > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              g_dngettext (GETTEXT_PACKAGE, "%u order is here already.",
                                           "%u orders are here already.", n_present),
                              n_present);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
create_filter (PdImportCheckPage *self)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  g_autofree char *all =
      g_strdup_printf (_ ("All rows (%u)"), pd_import_rows_count (self->rows, PD_IMPORT_FILTER_ALL));
  g_autofree char *problems = g_strdup_printf (_ ("Only problems (%u)"),
                                               pd_import_rows_count (self->rows, PD_IMPORT_FILTER_PROBLEMS));
  g_autofree char *notes =
      g_strdup_printf (_ ("Only notes (%u)"), pd_import_rows_count (self->rows, PD_IMPORT_FILTER_NOTES));
  GtkWidget *drop_down;

  gtk_string_list_append (labels, all);
  gtk_string_list_append (labels, problems);
  gtk_string_list_append (labels, notes);
  drop_down = pd_drop_down_new (G_LIST_MODEL (labels));
  gtk_widget_set_valign (drop_down, GTK_ALIGN_CENTER);
  pd_set_accessible_label (drop_down, _ ("Which rows are shown"));
  g_signal_connect (drop_down, "notify::selected", G_CALLBACK (filter_cb), self);
  if (pd_import_rows_count (self->rows, PD_IMPORT_FILTER_PROBLEMS) > 0)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), PD_IMPORT_FILTER_PROBLEMS);
  return drop_down;
}

static GtkWidget *
create_tools (PdImportCheckPage *self, PdImportPlan *plan)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_autofree char *summary = summarize (plan);
  GtkWidget *label = pd_layout_text (summary, "heading");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), create_filter (self));
  return box;
}

static GtkWidget *
create_details (PdImportCheckPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->details = pd_layout_text (NULL, NULL);
  gtk_label_set_yalign (GTK_LABEL (self->details), 0);
  gtk_label_set_selectable (GTK_LABEL (self->details), TRUE);
  gtk_widget_set_margin_top (self->details, 9);
  gtk_widget_set_margin_bottom (self->details, 9);
  gtk_widget_set_margin_start (self->details, 18);
  gtk_widget_set_margin_end (self->details, 18);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->details);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 72);
  pd_set_accessible_label (scrolled, _ ("All about the selected row"));
  return scrolled;
}

static void
pd_import_check_page_dispose (GObject *object)
{
  PdImportCheckPage *self = PD_IMPORT_CHECK_PAGE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (pd_import_check_page_parent_class)->dispose (object);
}

static void
pd_import_check_page_class_init (PdImportCheckPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_import_check_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
pd_import_check_page_init (PdImportCheckPage *self)
{
}

/**
 * pd_import_check_page_new:
 * @plan: the orders of the file
 * @book: the file
 * @mapping: what its columns are
 *
 * Returns: (transfer floating): the rows of the file with what will become of them
 */
GtkWidget *
pd_import_check_page_new (PdImportPlan *plan, PdSheetBook *book, const PdImportMapping *mapping)
{
  PdImportCheckPage *self = g_object_new (PD_TYPE_IMPORT_CHECK_PAGE, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->rows = pd_import_rows_new (plan, book, mapping);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (self->box), create_tools (self, plan));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), create_view (self));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self->box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (self->box), scrolled);
  gtk_box_append (GTK_BOX (self->box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (self->box), create_details (self));
  g_signal_connect (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self);
  selected_cb (self->selection, NULL, self);
  return GTK_WIDGET (self);
}

/**
 * pd_import_check_page_get_rows:
 * @self: a page
 *
 * Returns: (transfer none): its rows
 */
PdImportRows *
pd_import_check_page_get_rows (PdImportCheckPage *self)
{
  g_return_val_if_fail (PD_IS_IMPORT_CHECK_PAGE (self), NULL);

  return self->rows;
}
