/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-order-line-row.h"

#include "desktop/pd-focus.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-party.h"

#include <glib/gi18n-lib.h>

/* The fields of a line in the order of Tab; a width of 0 takes what is left. Those after the gap go on the
 * second row where one row is too narrow. */
static const struct
{
  guint field;
  int width;
  gboolean second;
} line_fields[] = {
  { PD_ORDER_LINE_NAME, 0, FALSE },     { PD_ORDER_LINE_SPEC, 104, FALSE },
  { PD_ORDER_LINE_UNIT, 60, FALSE },    { PD_ORDER_LINE_TAX_CODE, 184, FALSE },
  { PD_ORDER_LINE_QUANTITY, 84, TRUE }, { PD_ORDER_LINE_UNIT_PRICE, 104, TRUE },
  { PD_ORDER_LINE_AMOUNT, 104, TRUE },  { PD_ORDER_LINE_DISCOUNT, 84, TRUE },
  { PD_ORDER_LINE_TAX_RATE, 96, TRUE },
};

struct _PdOrderLineRow
{
  GtkWidget parent_instance;

  PdRecord *line; /* (owned) part of the order that is edited */

  /* Borrowed */
  GtkLabel *number;
  GtkBox *fields; /* holds both rows */
  PdFieldEditor *editors[G_N_ELEMENTS (line_fields)];
  GtkWidget *remove;
  GtkBox *problem;
  GtkImage *problem_icon;
  GtkLabel *problem_text;
};

enum
{
  EDITED,
  LEFT,
  ENTERED,
  PICKED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdOrderLineRow, pd_order_line_row, GTK_TYPE_WIDGET)

static void
edited_cb (PdOrderLineRow *self, PdFieldEditor *editor)
{
  pd_field_editor_store (editor, self->line);
  /* A good that goes by another name is not that good. */
  if (pd_field_editor_get_field (editor) == PD_ORDER_LINE_NAME)
    pd_record_clear (self->line, PD_ORDER_LINE_GOOD_ID);
  g_signal_emit (self, signals[EDITED], 0);
}

static void
left_cb (PdOrderLineRow *self, PdFieldEditor *editor)
{
  /* "1,5 00" becomes what was understood. */
  if (pd_field_editor_get_error (editor) == NULL)
    pd_field_editor_load (editor, self->line);
  g_signal_emit (self, signals[LEFT], 0);
}

static void
entered_cb (PdOrderLineRow *self, PdFieldEditor *editor)
{
  g_signal_emit (self, signals[ENTERED], 0, editor == self->editors[G_N_ELEMENTS (line_fields) - 1]);
}

static void
picked_cb (PdOrderLineRow *self, PdRecord *good)
{
  g_signal_emit (self, signals[PICKED], 0, good);
}

static void
removed_cb (PdOrderLineRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

/**
 * pd_order_line_row_get_line:
 * @self: a row
 *
 * Returns: (transfer none): the line that is edited
 */
PdRecord *
pd_order_line_row_get_line (PdOrderLineRow *self)
{
  g_return_val_if_fail (PD_IS_ORDER_LINE_ROW (self), NULL);

  return self->line;
}

/**
 * pd_order_line_row_find:
 * @self: a row
 * @field: a field's index
 *
 * Returns: (nullable) (transfer none): the field's editor
 */
PdFieldEditor *
pd_order_line_row_find (PdOrderLineRow *self, guint field)
{
  g_return_val_if_fail (PD_IS_ORDER_LINE_ROW (self), NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (line_fields); i++)
    if (line_fields[i].field == field)
      return self->editors[i];
  return NULL;
}

/**
 * pd_order_line_row_load:
 * @self: a row
 *
 * Shows the line's values.
 */
void
pd_order_line_row_load (PdOrderLineRow *self)
{
  g_return_if_fail (PD_IS_ORDER_LINE_ROW (self));

  for (gsize i = 0; i < G_N_ELEMENTS (line_fields); i++)
    pd_field_editor_load (self->editors[i], self->line);
}

/**
 * pd_order_line_row_update:
 * @self: a row
 * @number: its place, from 1
 * @price_includes_tax: the order's tax mode
 *
 * Shows what follows from the values: the amount, where none was typed.
 */
void
pd_order_line_row_update (PdOrderLineRow *self, guint number, gboolean price_includes_tax)
{
  guint field = price_includes_tax ? PD_ORDER_LINE_GROSS_AMOUNT : PD_ORDER_LINE_NET_AMOUNT;
  g_autofree char *number_text = g_strdup_printf ("%u", number);
  g_autofree char *amount = NULL;
  /* Translators: a line of an order, by its place */
  g_autofree char *name = g_strdup_printf (_ ("Line %u"), number);
  g_autofree char *remove = g_strdup_printf (_ ("Remove line %u"), number);

  g_return_if_fail (PD_IS_ORDER_LINE_ROW (self));

  if (pd_record_has (self->line, field))
    amount = pd_money_to_text (pd_record_get_integer (self->line, field));
  pd_field_editor_set_placeholder (pd_order_line_row_find (self, PD_ORDER_LINE_AMOUNT), amount);
  gtk_label_set_text (self->number, number_text);
  pd_set_accessible_label (GTK_WIDGET (self), name);
  pd_set_tooltip (self->remove, remove);
}

/* Which field it is about, where the sentence does not say so itself. */
static void
append_problem (GString *text, const char *label, const char *message)
{
  if (g_str_has_prefix (message, label))
    g_string_append (text, message);
  else
    /* Translators: 1: a field's name, 2: what is wrong with it */
    g_string_append_printf (text, _ ("%1$s: %2$s"), label, message);
}

/**
 * pd_order_line_row_show_problems:
 * @self: a row
 * @problems: (element-type PdProblem): those of the whole order
 * @all: whether fields that nobody has been in yet count, too
 *
 * Returns: whether something is shown
 */
gboolean
pd_order_line_row_show_problems (PdOrderLineRow *self, GPtrArray *problems, gboolean all)
{
  g_autoptr (GString) text = g_string_new (NULL);
  PdProblemWeight worst = PD_PROBLEM_NOTE;

  g_return_val_if_fail (PD_IS_ORDER_LINE_ROW (self), FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (line_fields); i++)
    {
      PdFieldEditor *editor = self->editors[i];
      const PdProblem *problem =
          pd_problems_find (problems, pd_record_get_id (self->line), (int) line_fields[i].field);
      const char *message = pd_field_editor_get_error (editor);
      PdProblemWeight weight = PD_PROBLEM_ERROR;

      if (message == NULL && problem != NULL)
        {
          message = problem->message;
          weight = problem->weight;
        }
      if (!all && !pd_field_editor_was_left (editor))
        message = NULL;
      pd_field_editor_set_problem (editor, message, weight);
      if (message == NULL)
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      append_problem (text, _ (pd_order_line_type.fields[line_fields[i].field].label), message);
      worst = MIN (worst, weight);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text->len > 0);
  gtk_label_set_text (self->problem_text, text->str);
  gtk_widget_remove_css_class (GTK_WIDGET (self->problem), worst == PD_PROBLEM_ERROR ? "warning" : "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), worst == PD_PROBLEM_ERROR ? "error" : "warning");
  gtk_image_set_from_icon_name (self->problem_icon, worst == PD_PROBLEM_ERROR ? "dialog-error-symbolic"
                                                                              : "dialog-warning-symbolic");
  return text->len > 0;
}

/**
 * pd_order_line_row_set_narrow:
 * @self: a row
 * @narrow: whether the fields stand in two rows
 * @captions: whether each field says what it is
 */
void
pd_order_line_row_set_narrow (PdOrderLineRow *self, gboolean narrow, gboolean captions)
{
  g_return_if_fail (PD_IS_ORDER_LINE_ROW (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->fields),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_valign (GTK_WIDGET (self->number), narrow ? GTK_ALIGN_START : GTK_ALIGN_END);
  gtk_widget_set_margin_top (GTK_WIDGET (self->number), narrow ? 28 : 0);
  for (gsize i = 0; i < G_N_ELEMENTS (line_fields); i++)
    pd_field_editor_set_show_caption (self->editors[i], captions || narrow);
}

static gboolean
pd_order_line_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (PD_ORDER_LINE_ROW (widget)->editors[0]));
}

static void
pd_order_line_row_dispose (GObject *object)
{
  PdOrderLineRow *self = PD_ORDER_LINE_ROW (object);
  GtkWidget *child;

  for (gsize i = 0; i < G_N_ELEMENTS (line_fields); i++)
    if (self->editors[i] != NULL)
      g_signal_handlers_disconnect_by_data (self->editors[i], self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  for (gsize i = 0; i < G_N_ELEMENTS (line_fields); i++)
    self->editors[i] = NULL;

  G_OBJECT_CLASS (pd_order_line_row_parent_class)->dispose (object);
}

static void
pd_order_line_row_finalize (GObject *object)
{
  g_clear_pointer (&PD_ORDER_LINE_ROW (object)->line, pd_record_unref);

  G_OBJECT_CLASS (pd_order_line_row_parent_class)->finalize (object);
}

static guint
simple_signal (GType type, const char *name)
{
  return g_signal_new (name, type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pd_order_line_row_class_init (PdOrderLineRowClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_order_line_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_order_line_row_finalize;
  GTK_WIDGET_CLASS (klass)->focus = pd_focus_children;
  GTK_WIDGET_CLASS (klass)->grab_focus = pd_order_line_row_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "orderline");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);

  signals[EDITED] = simple_signal (type, "edited");
  signals[LEFT] = simple_signal (type, "left");
  signals[REMOVED] = simple_signal (type, "removed");
  /**
   * PdOrderLineRow::entered:
   * @last: whether it was in the line's last field
   */
  signals[ENTERED] =
      g_signal_new ("entered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  /**
   * PdOrderLineRow::picked:
   * @good: the good that was chosen
   */
  signals[PICKED] =
      g_signal_new ("picked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, PD_TYPE_RECORD);
}

static void
pd_order_line_row_init (PdOrderLineRow *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 3);
}

static void
make_fields (PdOrderLineRow *self, PdStore *store)
{
  GtkWidget *rows[2];

  self->fields = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_widget_set_hexpand (GTK_WIDGET (self->fields), TRUE);
  for (int i = 0; i < 2; i++)
    {
      rows[i] = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      gtk_box_append (self->fields, rows[i]);
    }
  gtk_widget_set_hexpand (rows[0], TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (line_fields); i++)
    {
      GtkWidget *editor = pd_field_editor_new (&pd_order_line_type, line_fields[i].field);

      self->editors[i] = PD_FIELD_EDITOR (editor);
      pd_field_editor_set_compact (self->editors[i], TRUE);
      if (line_fields[i].width > 0)
        gtk_widget_set_size_request (editor, line_fields[i].width, -1);
      gtk_widget_set_hexpand (editor, line_fields[i].width == 0);
      g_signal_connect_swapped (editor, "edited", G_CALLBACK (edited_cb), self);
      g_signal_connect_swapped (editor, "left", G_CALLBACK (left_cb), self);
      g_signal_connect_swapped (editor, "entered", G_CALLBACK (entered_cb), self);
      gtk_box_append (GTK_BOX (rows[line_fields[i].second ? 1 : 0]), editor);
    }
  pd_field_editor_set_completion (self->editors[0], store, &pd_good_type);
  g_signal_connect_swapped (self->editors[0], "picked", G_CALLBACK (picked_cb), self);
  self->remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  gtk_widget_add_css_class (self->remove, "flat");
  gtk_widget_set_valign (self->remove, GTK_ALIGN_END);
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (removed_cb), self);
  gtk_box_append (GTK_BOX (rows[1]), self->remove);
}

/**
 * pd_order_line_row_new:
 * @store: the cache, which knows the goods
 * @line: the line of the order that is edited; it is changed as one types
 *
 * Returns: (transfer floating): the line's fields
 */
GtkWidget *
pd_order_line_row_new (PdStore *store, PdRecord *line)
{
  PdOrderLineRow *self = g_object_new (PD_TYPE_ORDER_LINE_ROW, NULL);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->line = pd_record_ref (line);
  self->number = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_width_chars (self->number, 3);
  gtk_label_set_xalign (self->number, 1.0f);
  gtk_widget_set_valign (GTK_WIDGET (self->number), GTK_ALIGN_END);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->number), 8);
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "numeric");
  make_fields (self, store);
  self->problem = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->problem_icon = GTK_IMAGE (gtk_image_new ());
  self->problem_text = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_valign (GTK_WIDGET (self->problem_icon), GTK_ALIGN_START);
  gtk_label_set_wrap (self->problem_text, TRUE);
  gtk_label_set_wrap_mode (self->problem_text, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->problem_text, 0.0f);
  gtk_widget_set_margin_start (GTK_WIDGET (self->problem), 36);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "caption");
  gtk_box_append (self->problem, GTK_WIDGET (self->problem_icon));
  gtk_box_append (self->problem, GTK_WIDGET (self->problem_text));
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
  gtk_box_append (GTK_BOX (top), GTK_WIDGET (self->number));
  gtk_box_append (GTK_BOX (top), GTK_WIDGET (self->fields));
  gtk_widget_set_parent (top, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->problem), GTK_WIDGET (self));
  pd_order_line_row_load (self);
  return GTK_WIDGET (self);
}
