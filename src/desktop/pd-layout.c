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
