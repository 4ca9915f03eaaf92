/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preview-compare.h"

#include "desktop/pd-file-save.h"
#include "desktop/pd-invoice-preview-private.h"
#include "desktop/pd-tell.h"
#include "reading/pd-read-invoice.h"

#include <glib/gi18n-lib.h>

/* Two documents beside each other: zoomed and scrolled on one side, the other follows. */

struct _PdPreviewCompare
{
  AdwWindow parent_instance;

  PdInvoicePreview *sides[2];
  GtkWidget *names[2];
  gboolean following;
};

G_DEFINE_FINAL_TYPE (PdPreviewCompare, pd_preview_compare, ADW_TYPE_WINDOW)

static PdPreviewView *
view_of (PdPreviewCompare *self, guint side)
{
  return pd_invoice_preview_get_view (self->sides[side]);
}

static guint
side_of (PdPreviewCompare *self, gpointer view)
{
  return view == (gpointer) view_of (self, 0) ? 0 : 1;
}

static void
factor_cb (PdPreviewView *view, GParamSpec *pspec, PdPreviewCompare *self)
{
  if (self->following)
    return;
  self->following = TRUE;
  pd_preview_view_set_factor (view_of (self, 1 - side_of (self, view)), pd_preview_view_get_factor (view));
  self->following = FALSE;
}

static double
room (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
}

/* As far down of what there is: two documents need not have the same size. */
static void
scrolled_cb (GtkAdjustment *adjustment, PdPreviewCompare *self)
{
  static const GtkOrientation orientations[] = { GTK_ORIENTATION_HORIZONTAL, GTK_ORIENTATION_VERTICAL };

  if (self->following || room (adjustment) <= 0)
    return;
  self->following = TRUE;
  for (guint side = 0; side < 2; side++)
    for (guint i = 0; i < 2; i++)
      if (pd_preview_view_get_adjustment (view_of (self, side), orientations[i]) == adjustment)
        {
          GtkAdjustment *other = pd_preview_view_get_adjustment (view_of (self, 1 - side), orientations[i]);

          gtk_adjustment_set_value (other,
                                    gtk_adjustment_get_value (adjustment) / room (adjustment) * room (other));
        }
  self->following = FALSE;
}

static GtkWidget *
create_side (PdPreviewCompare *self, guint side)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  PdPreviewView *view;

  self->sides[side] = PD_INVOICE_PREVIEW (pd_invoice_preview_new ());
  self->names[side] = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->names[side]), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (self->names[side], "heading");
  gtk_widget_set_margin_top (self->names[side], 6);
  gtk_widget_set_margin_bottom (self->names[side], 6);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->sides[side]), TRUE);
  gtk_box_append (GTK_BOX (box), self->names[side]);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sides[side]));
  view = view_of (self, side);
  g_signal_connect_object (view, "notify::factor", G_CALLBACK (factor_cb), self, 0);
  g_signal_connect_object (pd_preview_view_get_adjustment (view, GTK_ORIENTATION_HORIZONTAL), "value-changed",
                           G_CALLBACK (scrolled_cb), self, 0);
  g_signal_connect_object (pd_preview_view_get_adjustment (view, GTK_ORIENTATION_VERTICAL), "value-changed",
                           G_CALLBACK (scrolled_cb), self, 0);
  return box;
}

static void
pd_preview_compare_class_init (PdPreviewCompareClass *klass)
{
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_w, GDK_CONTROL_MASK, "window.close",
                                       NULL);
}

static void
pd_preview_compare_init (PdPreviewCompare *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *both = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autoptr (GtkSizeGroup) above = gtk_size_group_new (GTK_SIZE_GROUP_VERTICAL);

  gtk_box_set_homogeneous (GTK_BOX (both), TRUE);
  gtk_box_append (GTK_BOX (both), create_side (self, 0));
  gtk_box_append (GTK_BOX (both), create_side (self, 1));
  /* the pages begin at the same height, whatever is said of one of them */
  for (guint side = 0; side < 2; side++)
    gtk_size_group_add_widget (above, self->sides[side]->above);
  gtk_widget_set_vexpand (both, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), both);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Compare"));
  gtk_window_set_default_size (GTK_WINDOW (self), 1180, 760);
}

/** pd_preview_compare_new: Returns: (transfer none): a window for two documents; it owns itself as every toplevel */
PdPreviewCompare *
pd_preview_compare_new (GtkWindow *parent)
{
  return g_object_new (PD_TYPE_PREVIEW_COMPARE, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
}

/**
 * pd_preview_compare_set:
 * @self: a window
 * @side: 0 left, 1 right
 * @bytes: a file of any format that can be shown
 * @name: its name, for people
 */
void
pd_preview_compare_set (PdPreviewCompare *self, guint side, GBytes *bytes, const char *name)
{
  g_return_if_fail (PD_IS_PREVIEW_COMPARE (self) && side < 2);

  gtk_label_set_text (GTK_LABEL (self->names[side]), name);
  pd_invoice_preview_set_pdf (self->sides[side], bytes, name);
}

/** pd_preview_compare_get_preview: @side: 0 left, 1 right. Returns: (transfer none): its pages */
PdInvoicePreview *
pd_preview_compare_get_preview (PdPreviewCompare *self, guint side)
{
  g_return_val_if_fail (PD_IS_PREVIEW_COMPARE (self) && side < 2, NULL);

  return self->sides[side];
}

/* --- with a file that a person chooses */

typedef struct
{
  GtkWindow *parent; /* (owned) */
  GBytes *bytes;     /* (owned) */
  char *name;        /* (owned) */
  GFile *file;       /* (owned) (nullable) */
  gboolean foreign;
} Choice;

static void
choice_free (Choice *choice)
{
  g_clear_object (&choice->parent);
  g_clear_object (&choice->file);
  g_bytes_unref (choice->bytes);
  g_free (choice->name);
  g_free (choice);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Choice *choice = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  g_autofree char *raw = g_file_get_basename (G_FILE (source));
  g_autofree char *name = g_filename_display_name (raw);

  if (bytes == NULL)
    pd_tell (choice->parent, _ ("The File Cannot Be Opened"), error->message);
  else
    {
      PdPreviewCompare *window = pd_preview_compare_new (choice->parent);

      pd_preview_compare_set (window, 0, choice->bytes, choice->name);
      pd_preview_compare_set (window, 1, bytes, name);
      if (choice->foreign)
        pd_invoice_preview_check_signatures (window->sides[0]);
      pd_invoice_preview_check_signatures (window->sides[1]);
      gtk_window_present (GTK_WINDOW (window));
    }
  choice_free (choice);
}

static void
size_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Choice *choice = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);

  if (info != NULL && g_file_info_get_size (info) <= PD_READ_MAX_BYTES)
    {
      g_file_load_bytes_async (G_FILE (source), NULL, loaded_cb, choice);
      return;
    }
  pd_tell (choice->parent, _ ("The File Cannot Be Opened"),
           error != NULL ? error->message : _ ("It is larger than any invoice."));
  choice_free (choice);
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Choice *choice = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    choice->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_object_unref (dialog);
  if (choice->file == NULL)
    {
      choice_free (choice);
      return;
    }
  pd_remember_folder (choice->file);
  g_file_query_info_async (choice->file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT, NULL, size_cb, choice);
}

/**
 * pd_preview_compare_with_file:
 * @parent: the window that asks
 * @bytes: what is shown on the left
 * @name: its name
 * @foreign: whether others made it, so that its signatures count
 *
 * Asks for a file, and shows it beside @bytes.
 */
void
pd_preview_compare_with_file (GtkWindow *parent, GBytes *bytes, const char *name, gboolean foreign)
{
  Choice *choice = g_new0 (Choice, 1);
  g_autoptr (GFile) folder = pd_remembered_folder ();
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Compare With"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("Open"),
                                   _ ("Cancel"));

  choice->parent = g_object_ref (parent);
  choice->bytes = g_bytes_ref (bytes);
  choice->name = g_strdup (name);
  choice->foreign = foreign;
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  g_signal_connect (chooser, "response", G_CALLBACK (response_cb), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
