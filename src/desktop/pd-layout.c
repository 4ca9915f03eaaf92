/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-layout.h"

#include <adwaita.h>

/* What pages that are built in code are made of. */

/* The name of a text that is never seen. */
#define KEEPER "pd-layout-keeper"

/**
 * pd_layout_text:
 * @text: (nullable): what it says
 * @style: (nullable): a style class
 *
 * Returns: (transfer floating): a label whose text is wrapped wherever it has to be, so that Chinese never widens a page
 */
GtkWidget *
pd_layout_text (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

/**
 * pd_layout_say:
 * @label: a label for what is not always to be said
 * @text: (nullable): what it says; without any it is not seen
 */
void
pd_layout_say (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

/**
 * pd_layout_expect_text:
 * @box: a box that is empty now, and not seen while it is
 *
 * GTK 4.8 keeps for ever how a box that is hidden asks for its room, and an empty one asks as if no text in it
 * wrapped: what follows lies over its last lines. A text in it that is never seen makes it ask rightly at once.
 */
void
pd_layout_expect_text (GtkWidget *box)
{
  GtkWidget *text = pd_layout_text (NULL, NULL);

  g_return_if_fail (GTK_IS_BOX (box));

  gtk_widget_set_visible (text, FALSE);
  gtk_widget_set_name (text, KEEPER);
  gtk_box_prepend (GTK_BOX (box), text);
}

static void
remove_child (GtkWidget *container, GtkWidget *child)
{
  if (GTK_IS_GRID (container))
    gtk_grid_remove (GTK_GRID (container), child);
  else if (GTK_IS_LIST_BOX (container))
    gtk_list_box_remove (GTK_LIST_BOX (container), child);
  else
    gtk_box_remove (GTK_BOX (container), child);
}

/**
 * pd_layout_empty:
 * @container: a box, a grid, or a list box without a placeholder
 *
 * Takes all children out.
 */
void
pd_layout_empty (GtkWidget *container)
{
  GtkWidget *child, *next;

  g_return_if_fail (GTK_IS_BOX (container) || GTK_IS_GRID (container) || GTK_IS_LIST_BOX (container));

  for (child = gtk_widget_get_first_child (container); child != NULL; child = next)
    {
      next = gtk_widget_get_next_sibling (child);
      if (g_strcmp0 (gtk_widget_get_name (child), KEEPER) != 0)
        remove_child (container, child);
    }
}

/** pd_layout_set_margins: @margin: pixels on all four sides */
void
pd_layout_set_margins (GtkWidget *widget, int margin)
{
  gtk_widget_set_margin_top (widget, margin);
  gtk_widget_set_margin_bottom (widget, margin);
  gtk_widget_set_margin_start (widget, margin);
  gtk_widget_set_margin_end (widget, margin);
}

/**
 * pd_layout_reading_window:
 * @parent: (nullable): the window that opens it
 * @title: its title
 * @width: in pixels
 * @height: in pixels
 * @choice: (nullable): what stands at the start of the header
 * @content: what there is to read; it is scrolled
 *
 * Returns: (transfer none): a window to look at something, which Escape closes
 */
GtkWidget *
pd_layout_reading_window (GtkWindow *parent,
                          const char *title,
                          int width,
                          int height,
                          GtkWidget *choice,
                          GtkWidget *content)
{
  GtkWidget *self =
      g_object_new (ADW_TYPE_WINDOW, "transient-for", parent, "modal", parent != NULL, "destroy-with-parent",
                    TRUE, "title", title, "default-width", width, "default-height", height, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (self, keys);
  pd_layout_set_margins (content, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), content);
  gtk_widget_set_vexpand (scroller, TRUE);
  if (choice != NULL)
    adw_header_bar_pack_start (ADW_HEADER_BAR (header), choice);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (self), box);
  return self;
}

/**
 * pd_layout_begin_warning:
 * @box: an empty box
 *
 * Makes it a notice that warns; what it says is appended.
 */
void
pd_layout_begin_warning (GtkBox *box)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

  gtk_box_set_spacing (box, 9);
  gtk_widget_add_css_class (GTK_WIDGET (box), "notice");
  gtk_widget_add_css_class (GTK_WIDGET (box), "warning");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_box_append (box, icon);
}

/**
 * pd_layout_align_head:
 * @view: a column view
 * @position: of a column of numbers
 *
 * GTK 4.8 has no alignment for the head of a column: it is the label in the column's title widget.
 */
void
pd_layout_align_head (GtkColumnView *view, guint position)
{
  GtkWidget *head = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *title = head != NULL ? gtk_widget_get_first_child (head) : NULL;
  GtkWidget *label;

  for (guint i = 0; i < position && title != NULL; i++)
    title = gtk_widget_get_next_sibling (title);
  label = title;
  while (label != NULL && !GTK_IS_LABEL (label))
    label = gtk_widget_get_first_child (label);
  if (label == NULL)
    return;
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 1.0f);
}

/**
 * pd_layout_dialog_header:
 * @leave: (transfer floating): a button that closes the dialog
 * @confirm: (transfer floating): the button for what the dialog is there for
 *
 * Returns: (transfer floating): an #AdwHeaderBar with the two, and without the buttons of a window
 */
GtkWidget *
pd_layout_dialog_header (GtkWidget *leave, GtkWidget *confirm)
{
  GtkWidget *header = adw_header_bar_new ();

  gtk_actionable_set_action_name (GTK_ACTIONABLE (leave), "window.close");
  gtk_widget_add_css_class (confirm, "suggested-action");
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), leave);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), confirm);
  return header;
}

/**
 * pd_layout_fill_dialog:
 * @dialog: an #AdwWindow
 * @title: its title
 * @width: how wide it opens, in pixels; as high as it needs
 * @header: (transfer floating): see pd_layout_dialog_header()
 * @content: (transfer floating): what stands below
 * @confirm: the button that Return presses
 */
void
pd_layout_fill_dialog (GtkWindow *dialog,
                       const char *title,
                       int width,
                       GtkWidget *header,
                       GtkWidget *content,
                       GtkWidget *confirm)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (dialog), box);
  gtk_window_set_title (dialog, title);
  gtk_window_set_default_size (dialog, width, -1);
  gtk_window_set_default_widget (dialog, confirm);
}
