/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-element-list.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-compliance.h"
#include "model/pd-special-edit.h"

#include <glib/gi18n-lib.h>

/** Row: one element; an additional one is edited, one that has no place in the business's form is only taken out. */
typedef struct
{
  PdRecord *element;    /* (owned) part of the order that is edited */
  GtkWidget *box;       /* (borrowed) */
  PdFieldEditor *name;  /* (borrowed) (nullable) */
  PdFieldEditor *value; /* (borrowed) (nullable) */
} Row;

struct _PdElementList
{
  GtkWidget parent_instance;

  PdRecord *order; /* (owned) (nullable) what is edited; its lists are sorted */
  GPtrArray *rows; /* (owned) of Row */
  GtkBox *strays;  /* (borrowed) */
  GtkBox *box;     /* (borrowed) */
};

enum
{
  EDITED,
  LEFT,
  ENTERED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdElementList, pd_element_list, GTK_TYPE_WIDGET)

static void
row_free (gpointer data)
{
  Row *row = data;

  pd_record_unref (row->element);
  g_free (row);
}

static Row *
row_of (PdElementList *self, GtkWidget *widget)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      if (gtk_widget_is_ancestor (widget, row->box))
        return row;
    }
  g_return_val_if_reached (NULL);
}

static void
edited_cb (PdElementList *self, PdFieldEditor *editor)
{
  const Row *row = row_of (self, GTK_WIDGET (editor));
  g_autofree char *text = g_strstrip (pd_field_editor_get_text (editor));

  pd_record_set_text (row->element, editor == row->name ? PD_ELEMENT_KEY : PD_ELEMENT_VALUE,
                      *text != '\0' ? text : NULL);
  g_signal_emit (self, signals[EDITED], 0);
}

static void
left_cb (PdElementList *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

static void
entered_cb (PdElementList *self)
{
  g_signal_emit (self, signals[ENTERED], 0);
}

static gboolean
is_blank (const PdRecord *element)
{
  return !pd_record_has (element, PD_ELEMENT_KEY) && !pd_record_has (element, PD_ELEMENT_VALUE);
}

static void
removed_cb (PdElementList *self, GtkWidget *button)
{
  g_autoptr (PdRecord) element = pd_record_ref (row_of (self, button)->element);

  g_ptr_array_remove (pd_record_get_elements (self->order), element);
  pd_element_list_set_order (self, self->order);
  if (self->rows->len > 0)
    {
      const Row *last = g_ptr_array_index (self->rows, self->rows->len - 1);

      gtk_widget_child_focus (last->box, GTK_DIR_TAB_FORWARD);
    }
  g_signal_emit (self, signals[EDITED], 0);
  if (!is_blank (element))
    g_signal_emit (self, signals[REMOVED], 0, element);
}

/* --- rows */

static GtkWidget *
remove_button (PdElementList *self, const PdRecord *element)
{
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *title = pd_element_title (self->order, element);
  /* Translators: takes an element of an order out, by its name */
  g_autofree char *text = g_strdup_printf (_ ("Remove: %s"), title);

  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_START);
  pd_set_tooltip (remove, text);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (removed_cb), self);
  return remove;
}

static PdFieldEditor *
add_editor (PdElementList *self, Row *row, GtkWidget *pair, const char *label, guint field, gboolean captions)
{
  const PdField info = {
    .name = label, .label = label, .kind = PD_KIND_TEXT, .limit = pd_order_element_type.fields[field].limit
  };
  GtkWidget *editor = pd_field_editor_new_for (&info);
  const char *text = pd_record_get_text (row->element, field);

  pd_field_editor_set_text (PD_FIELD_EDITOR (editor), text != NULL ? text : "");
  pd_field_editor_set_show_caption (PD_FIELD_EDITOR (editor), captions);
  g_signal_connect_swapped (editor, "edited", G_CALLBACK (edited_cb), self);
  g_signal_connect_swapped (editor, "left", G_CALLBACK (left_cb), self);
  g_signal_connect_swapped (editor, "entered", G_CALLBACK (entered_cb), self);
  gtk_box_append (GTK_BOX (pair), editor);
  return PD_FIELD_EDITOR (editor);
}

static Row *
new_row (PdElementList *self, PdRecord *element)
{
  Row *row = g_new0 (Row, 1);

  row->element = pd_record_ref (element);
  row->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  g_ptr_array_add (self->rows, row);
  return row;
}

static void
add_additional (PdElementList *self, PdRecord *element)
{
  gboolean first = gtk_widget_get_first_child (GTK_WIDGET (self->box)) == NULL;
  Row *row = new_row (self, element);
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *remove;

  gtk_box_set_homogeneous (GTK_BOX (pair), TRUE);
  gtk_widget_set_hexpand (pair, TRUE);
  gtk_box_append (GTK_BOX (row->box), pair);
  row->name = add_editor (self, row, pair, N_ ("Element name"), PD_ELEMENT_KEY, first);
  row->value = add_editor (self, row, pair, N_ ("Element value"), PD_ELEMENT_VALUE, first);
  remove = remove_button (self, element);
  gtk_widget_set_margin_top (remove, first ? 20 : 0);
  gtk_box_append (GTK_BOX (row->box), remove);
  gtk_box_append (self->box, row->box);
}

/* A field of another business, a row too many, or the same twice: two people may have filled it in. */
static void
add_stray (PdElementList *self, PdRecord *element)
{
  Row *row = new_row (self, element);
  const char *value = pd_record_get_text (element, PD_ELEMENT_VALUE);
  g_autofree char *title = pd_element_title (self->order, element);
  g_autofree char *text = g_strdup_printf (_ ("%1$s: %2$s"), title, value != NULL ? value : "");
  GtkWidget *label = pd_layout_text (text, NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row->box), label);
  gtk_box_append (GTK_BOX (row->box), remove_button (self, element));
  gtk_box_append (self->strays, row->box);
}

static void
clear (PdElementList *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);

      if (row->name != NULL)
        g_signal_handlers_disconnect_by_data (row->name, self);
      if (row->value != NULL)
        g_signal_handlers_disconnect_by_data (row->value, self);
    }
  g_ptr_array_set_size (self->rows, 0);
  pd_layout_empty (GTK_WIDGET (self->box));
  pd_layout_empty (GTK_WIDGET (self->strays));
}

/**
 * pd_element_list_set_order:
 * @self: a list
 * @order: the order that is edited; its elements are changed as one types
 *
 * Shows its additional elements, and those that have no place in the form of its business.
 */
void
pd_element_list_set_order (PdElementList *self, PdRecord *order)
{
  GPtrArray *elements = pd_record_get_elements (order);
  guint n_strays = 0;

  g_return_if_fail (PD_IS_ELEMENT_LIST (self));

  clear (self);
  pd_record_ref (order);
  g_clear_pointer (&self->order, pd_record_unref);
  self->order = order;
  for (guint i = 0; i < elements->len; i++)
    {
      PdRecord *element = g_ptr_array_index (elements, i);

      if (!pd_special_belongs (order, element))
        {
          if (n_strays++ == 0)
            gtk_box_append (
                self->strays,
                pd_layout_text (_ ("These fields have no place in this business. Take them out, or "
                                   "choose the business that they belong to."),
                                "warning"));
          add_stray (self, element);
        }
      else if (pd_record_get_integer (element, PD_ELEMENT_ROW) == PD_ELEMENT_ADDITIONAL)
        add_additional (self, element);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->strays), n_strays > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->box),
                          gtk_widget_get_first_child (GTK_WIDGET (self->box)) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

/**
 * pd_element_list_add:
 * @self: a list
 *
 * Adds an empty element, and puts the keyboard there.
 */
void
pd_element_list_add (PdElementList *self)
{
  const Row *last;

  g_return_if_fail (PD_IS_ELEMENT_LIST (self));

  pd_record_add_element (self->order, pd_now (), PD_ELEMENT_ADDITIONAL, NULL);
  pd_element_list_set_order (self, self->order);
  last = g_ptr_array_index (self->rows, self->rows->len - 1);
  gtk_widget_grab_focus (GTK_WIDGET (last->name));
  g_signal_emit (self, signals[EDITED], 0);
}

/**
 * pd_element_list_remove_blank:
 * @self: a list
 *
 * Drops elements into which nothing was typed.
 */
void
pd_element_list_remove_blank (PdElementList *self)
{
  GPtrArray *elements = pd_record_get_elements (self->order);
  guint n_before = elements->len;

  g_return_if_fail (PD_IS_ELEMENT_LIST (self));

  for (guint i = elements->len; i > 0; i--)
    if (is_blank (g_ptr_array_index (elements, i - 1)))
      g_ptr_array_remove_index (elements, i - 1);
  if (elements->len < n_before)
    pd_element_list_set_order (self, self->order);
}

/* --- what is wrong */

static const PdComplianceProblem *
find_refusal (GPtrArray *refusals, const char *id, guint field)
{
  for (guint i = 0; i < refusals->len; i++)
    {
      const PdComplianceProblem *problem = g_ptr_array_index (refusals, i);

      if (g_strcmp0 (problem->line_id, id) == 0 && problem->field == (int) field && problem->special == NULL)
        return problem;
    }
  return NULL;
}

static guint
show_problem (PdFieldEditor *editor,
              const PdRecord *element,
              guint field,
              GPtrArray *problems,
              GPtrArray *refusals,
              gboolean all)
{
  const PdProblem *error = pd_problems_find (problems, pd_record_get_id (element), (int) field);
  const PdComplianceProblem *refusal = find_refusal (refusals, pd_record_get_id (element), field);
  g_autofree char *sentence = NULL;

  /* A row in which nobody has typed is dropped when it is saved. */
  if (is_blank (element) || (!all && !pd_record_has (element, field) && !pd_field_editor_was_left (editor)))
    pd_field_editor_set_problem (editor, NULL, PD_PROBLEM_NOTE);
  else if (error != NULL)
    pd_field_editor_set_problem (editor, error->message, error->weight);
  else
    {
      sentence = refusal != NULL ? pd_compliance_problem_get_sentence (refusal) : NULL;
      pd_field_editor_set_problem (editor, sentence, PD_PROBLEM_OVERRIDABLE);
    }
  return !is_blank (element) && (error != NULL || refusal != NULL);
}

/**
 * pd_element_list_show_problems:
 * @self: a list
 * @problems: (element-type PdProblem): what keeps the order from being saved
 * @refusals: (element-type PdComplianceProblem): what the bureau would refuse
 * @all: whether fields that nobody has been in yet count, too
 *
 * Returns: how many things are wrong, shown or not
 */
guint
pd_element_list_show_problems (PdElementList *self, GPtrArray *problems, GPtrArray *refusals, gboolean all)
{
  guint n = 0;

  g_return_val_if_fail (PD_IS_ELEMENT_LIST (self), 0);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);

      if (row->name == NULL)
        {
          n++;
          continue;
        }
      n += show_problem (row->name, row->element, PD_ELEMENT_KEY, problems, refusals, all);
      n += show_problem (row->value, row->element, PD_ELEMENT_VALUE, problems, refusals, all);
    }
  return n;
}

/**
 * pd_element_list_find:
 * @self: a list
 * @element_id: an element's id
 * @field: a field's index
 *
 * Returns: (nullable) (transfer none): what takes the keyboard for it
 */
GtkWidget *
pd_element_list_find (PdElementList *self, const char *element_id, guint field)
{
  g_return_val_if_fail (PD_IS_ELEMENT_LIST (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);

      if (!g_str_equal (pd_record_get_id (row->element), element_id))
        continue;
      if (row->name == NULL)
        return gtk_widget_get_last_child (row->box);
      return GTK_WIDGET (field == PD_ELEMENT_KEY ? row->name : row->value);
    }
  return NULL;
}

/**
 * pd_element_list_find_wrong:
 * @self: a list
 * @problems: (element-type PdProblem): those of the order
 *
 * Returns: (nullable) (transfer none): the first field that keeps the order from being saved
 */
GtkWidget *
pd_element_list_find_wrong (PdElementList *self, GPtrArray *problems)
{
  g_return_val_if_fail (PD_IS_ELEMENT_LIST (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);

      for (guint field = 0; field < PD_ELEMENT_N_FIELDS && !is_blank (row->element); field++)
        if (pd_problems_find (problems, pd_record_get_id (row->element), (int) field) != NULL)
          return pd_element_list_find (self, pd_record_get_id (row->element), field);
    }
  return NULL;
}

/* --- life */

static void
pd_element_list_dispose (GObject *object)
{
  PdElementList *self = PD_ELEMENT_LIST (object);
  GtkWidget *child;

  if (self->box != NULL)
    clear (self);
  self->box = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->order, pd_record_unref);

  G_OBJECT_CLASS (pd_element_list_parent_class)->dispose (object);
}

static void
pd_element_list_finalize (GObject *object)
{
  g_ptr_array_unref (PD_ELEMENT_LIST (object)->rows);

  G_OBJECT_CLASS (pd_element_list_parent_class)->finalize (object);
}

static void
pd_element_list_class_init (PdElementListClass *klass)
{
  static const char *const names[] = { "edited", "left", "entered" };
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_element_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_element_list_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    signals[i] = g_signal_new (names[i], type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * PdElementList::removed:
   * @element: what was taken out, which pd_record_put_elements() puts back
   */
  signals[REMOVED] =
      g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, PD_TYPE_RECORD);
}

static void
pd_element_list_init (PdElementList *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->strays = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3));
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  pd_layout_expect_text (GTK_WIDGET (self->strays));
  gtk_widget_set_parent (GTK_WIDGET (self->strays), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->box), GTK_WIDGET (self));
}

/**
 * pd_element_list_new:
 *
 * Returns: (transfer floating): a list that shows no order yet
 */
GtkWidget *
pd_element_list_new (void)
{
  return g_object_new (PD_TYPE_ELEMENT_LIST, NULL);
}
