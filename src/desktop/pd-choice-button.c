/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-choice-button.h"

#include "desktop/pd-tooltip.h"

/* A longer list is scrolled, in pixels. */
#define LIST_HEIGHT 280

/* A button with a list of texts that a person takes into a field beside it. Not seen while there is nothing to choose. */
struct _PdChoiceButton
{
  GtkWidget parent_instance;

  /* Borrowed */
  GtkWidget *button;
  GtkWidget *list;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdChoiceButton, pd_choice_button, GTK_TYPE_WIDGET)

static void
row_activated_cb (PdChoiceButton *self, GtkListBoxRow *row)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  g_signal_emit (self, signals[CHOSEN], 0, gtk_label_get_text (GTK_LABEL (gtk_list_box_row_get_child (row))));
}

static void
pd_choice_button_dispose (GObject *object)
{
  PdChoiceButton *self = PD_CHOICE_BUTTON (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (pd_choice_button_parent_class)->dispose (object);
}

static void
pd_choice_button_class_init (PdChoiceButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_choice_button_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  /** PdChoiceButton::chosen: one of the texts was chosen */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
pd_choice_button_init (PdChoiceButton *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->button = gtk_menu_button_new ();
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "suggestions");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), popover);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * pd_choice_button_new:
 * @title: what is chosen with it
 *
 * Returns: (transfer floating): a button that is not seen yet
 */
GtkWidget *
pd_choice_button_new (const char *title)
{
  PdChoiceButton *self = g_object_new (PD_TYPE_CHOICE_BUTTON, NULL);

  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->button), title);
  pd_set_accessible_label (self->list, title);
  return GTK_WIDGET (self);
}

/**
 * pd_choice_button_fill:
 * @self: a button that was not filled before
 * @texts: (array zero-terminated=1): what there is to choose from; nothing hides the button
 */
void
pd_choice_button_fill (PdChoiceButton *self, const char *const *texts)
{
  g_return_if_fail (PD_IS_CHOICE_BUTTON (self));

  for (guint i = 0; texts[i] != NULL; i++)
    {
      GtkWidget *label = gtk_label_new (texts[i]);

      gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
      gtk_list_box_append (GTK_LIST_BOX (self->list), label);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), texts[0] != NULL);
}
