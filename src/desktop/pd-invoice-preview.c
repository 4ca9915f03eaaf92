/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-invoice-preview-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "desktop/pd-focus.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"

G_DEFINE_FINAL_TYPE (PdInvoicePreview, pd_invoice_preview, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_ZOOM,
  PROP_READY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- what is shown */

static void
update_actions (PdInvoicePreview *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint page = pd_preview_view_get_page (self->view);
  guint n_pages = pd_invoice_preview_get_n_pages (self);
  double factor = pd_preview_view_get_factor (self->view);
  const char *selected = pd_preview_view_get_selected_text (self->view);

  gtk_widget_action_set_enabled (widget, "preview.previous-page", n_pages > 0 && page > 0);
  gtk_widget_action_set_enabled (widget, "preview.next-page", page + 1 < n_pages);
  gtk_widget_action_set_enabled (widget, "preview.zoom-in",
                                 n_pages > 0 && factor < PD_PREVIEW_MAX_FACTOR - 0.01);
  gtk_widget_action_set_enabled (widget, "preview.zoom-out", n_pages > 0 && factor > 0.26);
  gtk_widget_action_set_enabled (widget, "preview.copy", selected != NULL && *selected != '\0');
  gtk_widget_action_set_enabled (widget, "preview.select-all", n_pages > 0);
}

void
pd_invoice_preview_show_page_number (PdInvoicePreview *self)
{
  guint n_pages = pd_invoice_preview_get_n_pages (self);
  g_autofree char *number = g_strdup_printf ("%u", pd_preview_view_get_page (self->view) + 1);
  /* Translators: stands behind the number of the page, which can be changed. */
  g_autofree char *of = g_strdup_printf (_ ("of %u"), n_pages);
  g_autofree char *label = g_strdup_printf (_ ("Page, of %u"), n_pages);

  gtk_editable_set_text (GTK_EDITABLE (self->page_entry), number);
  gtk_label_set_label (GTK_LABEL (self->page_label), of);
  pd_set_accessible_label (self->page_entry, label);
}

static void
show_factor (PdInvoicePreview *self)
{
  int percent = (int) round (pd_preview_view_get_factor (self->view) * 100);
  /* Translators: the scale of the preview. */
  g_autofree char *text = g_strdup_printf (_ ("%d %%"), percent);
  g_autofree char *label = g_strdup_printf (_ ("Zoom, now %d percent"), percent);

  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->zoom_button), text);
  pd_set_accessible_label (self->zoom_button, label);
}

/* A page that is not all there must not look as if it were. */
static void
show_omission (PdInvoicePreview *self)
{
  PdPreviewDocument *document = pd_preview_view_get_document (self->view);
  g_autofree char *omission =
      document != NULL ? pd_preview_document_dup_omission (document, pd_preview_view_get_page (self->view))
                       : NULL;

  pd_layout_say (self->notice, omission);
}

static void
page_changed_cb (PdPreviewView *view, GParamSpec *pspec, gpointer user_data)
{
  show_omission (user_data);
  pd_invoice_preview_show_page_number (user_data);
  update_actions (user_data);
}

static void
factor_changed_cb (PdPreviewView *view, GParamSpec *pspec, gpointer user_data)
{
  show_factor (user_data);
  update_actions (user_data);
}

static void
zoom_changed_cb (PdPreviewView *view, GParamSpec *pspec, gpointer user_data)
{
  g_object_notify_by_pspec (G_OBJECT (user_data), properties[PROP_ZOOM]);
}

static void
selected_text_changed_cb (PdPreviewView *view, GParamSpec *pspec, gpointer user_data)
{
  update_actions (user_data);
}

static void
show_state (PdInvoicePreview *self, const char *name)
{
  gboolean pages = g_str_equal (name, "pages");

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), name);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), g_str_equal (name, "loading"));
  gtk_widget_set_visible (self->bar, pages);
  pd_invoice_preview_show_page_number (self);
  show_factor (self);
  update_actions (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "preview.find", pages);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "preview.thumbnails", pages);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "preview.rotate", pages);
  show_omission (self);
  pd_preview_thumbnails_refresh (self->thumbnails);
  pd_preview_search_refresh (self->search);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

static void
updated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdInvoicePreview) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPreviewDocument) document = pd_preview_document_open_finish (result, &error);
  guint page = pd_preview_view_get_page (self->view);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (document == NULL)
    {
      pd_invoice_preview_set_error (self, error->message);
      return;
    }
  g_clear_pointer (&self->error, g_free);
  pd_preview_view_set_document (self->view, document);
  show_state (self, "pages");
  pd_preview_view_set_page (self->view, page);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdInvoicePreview) self = user_data;
  g_autoptr (PdPreviewDocument) document = NULL;
  g_autoptr (GError) error = NULL;

  document = pd_preview_document_open_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  if (document == NULL)
    {
      pd_invoice_preview_set_error (self, error->message);
      return;
    }
  pd_preview_view_set_document (self->view, document);
  show_state (self, "pages");
}

static void
create_stack (PdInvoicePreview *self)
{
  self->stack = gtk_stack_new ();
  self->spinner = gtk_spinner_new ();
  gtk_widget_set_size_request (self->spinner, 32, 32);
  gtk_widget_set_halign (self->spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->spinner, GTK_ALIGN_CENTER);
  pd_set_accessible_label (self->spinner, _ ("The pages are being prepared."));
  self->status = adw_status_page_new ();
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->status), "dialog-warning-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->status), _ ("No Preview"));
  self->view = PD_PREVIEW_VIEW (pd_preview_view_new ());
  gtk_stack_add_named (GTK_STACK (self->stack), self->spinner, "loading");
  gtk_stack_add_named (GTK_STACK (self->stack), self->status, "error");
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (self->view), "pages");
  gtk_widget_set_vexpand (self->stack, TRUE);
}

static void
pd_invoice_preview_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  PdInvoicePreview *self = PD_INVOICE_PREVIEW (widget);

  gtk_widget_size_allocate (self->content, &(GtkAllocation){ 0, 0, width, height }, baseline);
  gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
pd_invoice_preview_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  gtk_widget_measure (PD_INVOICE_PREVIEW (widget)->content, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static gboolean
pd_invoice_preview_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (PD_INVOICE_PREVIEW (widget)->view));
}

static void
pd_invoice_preview_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  PdInvoicePreview *self = PD_INVOICE_PREVIEW (object);

  switch (prop_id)
    {
    case PROP_ZOOM:
      g_value_set_enum (value, pd_preview_view_get_zoom (self->view));
      break;
    case PROP_READY:
      g_value_set_boolean (value, pd_invoice_preview_get_n_pages (self) > 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pd_invoice_preview_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  PdInvoicePreview *self = PD_INVOICE_PREVIEW (object);

  switch (prop_id)
    {
    case PROP_ZOOM:
      pd_preview_view_set_zoom (self->view, g_value_get_enum (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pd_invoice_preview_dispose (GObject *object)
{
  PdInvoicePreview *self = PD_INVOICE_PREVIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  if (self->content != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->view, self);
      g_clear_pointer (&self->content, gtk_widget_unparent);
    }
  G_OBJECT_CLASS (pd_invoice_preview_parent_class)->dispose (object);
}

static void
pd_invoice_preview_finalize (GObject *object)
{
  PdInvoicePreview *self = PD_INVOICE_PREVIEW (object);

  g_clear_pointer (&self->pdf, g_bytes_unref);
  g_free (self->title);
  g_free (self->error);
  G_OBJECT_CLASS (pd_invoice_preview_parent_class)->finalize (object);
}

static void
pd_invoice_preview_class_init (PdInvoicePreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = pd_invoice_preview_get_property;
  object_class->set_property = pd_invoice_preview_set_property;
  object_class->dispose = pd_invoice_preview_dispose;
  object_class->finalize = pd_invoice_preview_finalize;
  widget_class->measure = pd_invoice_preview_measure;
  widget_class->size_allocate = pd_invoice_preview_size_allocate;
  widget_class->focus = pd_focus_children;
  widget_class->grab_focus = pd_invoice_preview_grab_focus;

  properties[PROP_ZOOM] =
      g_param_spec_enum ("zoom", NULL, NULL, PD_TYPE_PREVIEW_ZOOM, PD_PREVIEW_FIT_WIDTH,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_READY] =
      g_param_spec_boolean ("ready", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_property_action (widget_class, "preview.zoom", "zoom");
  pd_invoice_preview_install_actions (widget_class);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "invoicepreview");
}

/* Meanwhile nothing may be shown any more. */
static void
signer_changed_cb (PdInvoicePreview *self)
{
  if (self->pdf != NULL)
    pd_invoice_preview_check_signatures (self);
}

static GtkWidget *
create_signature_row (PdInvoicePreview *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->signature = pd_layout_text (NULL, NULL);
  pd_layout_set_margins (self->signature, 6);
  gtk_widget_set_hexpand (self->signature, TRUE);
  gtk_widget_set_visible (self->signature, FALSE);
  self->signer = PD_SIGNER_BUTTON (pd_signer_button_new ());
  pd_layout_set_margins (GTK_WIDGET (self->signer), 6);
  g_signal_connect_object (self->signer, "changed", G_CALLBACK (signer_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), self->signature);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->signer));
  return row;
}

static void
pd_invoice_preview_init (PdInvoicePreview *self)
{
  GtkWidget *beside = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  create_stack (self);
  self->bar = gtk_center_box_new ();
  gtk_widget_add_css_class (self->bar, "toolbar");
  gtk_center_box_set_start_widget (GTK_CENTER_BOX (self->bar),
                                   pd_invoice_preview_create_page_controls (self));
  gtk_center_box_set_end_widget (GTK_CENTER_BOX (self->bar), pd_invoice_preview_create_zoom_controls (self));
  self->search = PD_PREVIEW_SEARCH (pd_preview_search_new (self->view));
  self->thumbnails = PD_PREVIEW_THUMBNAILS (pd_preview_thumbnails_new (self->view));
  self->notice = pd_layout_text (NULL, "warning");
  pd_layout_set_margins (self->notice, 6);
  gtk_widget_set_visible (self->notice, FALSE);
  gtk_box_append (GTK_BOX (self->content), GTK_WIDGET (self->search));
  self->above = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->above), self->notice);
  gtk_box_append (GTK_BOX (self->above), create_signature_row (self));
  gtk_box_append (GTK_BOX (self->content), self->above);
  gtk_box_append (GTK_BOX (beside), GTK_WIDGET (self->thumbnails));
  gtk_box_append (GTK_BOX (beside), self->stack);
  gtk_widget_set_hexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (self->content), beside);
  gtk_box_append (GTK_BOX (self->content), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (self->content), self->bar);
  pd_invoice_preview_create_context_menu (self);
  g_signal_connect (self->view, "notify::page", G_CALLBACK (page_changed_cb), self);
  g_signal_connect_swapped (self->view, "drawn", G_CALLBACK (show_omission), self);
  g_signal_connect_swapped (self->thumbnails, "notify::visible", G_CALLBACK (pd_preview_thumbnails_refresh),
                            self->thumbnails);
  g_signal_connect (self->view, "notify::factor", G_CALLBACK (factor_changed_cb), self);
  g_signal_connect (self->view, "notify::zoom", G_CALLBACK (zoom_changed_cb), self);
  g_signal_connect (self->view, "notify::selected-text", G_CALLBACK (selected_text_changed_cb), self);
  pd_set_accessible_label (GTK_WIDGET (self), _ ("Preview"));
  show_state (self, "loading");
}

/**
 * pd_invoice_preview_new:
 *
 * Returns: (transfer floating): a preview that waits for its pages
 */
GtkWidget *
pd_invoice_preview_new (void)
{
  return g_object_new (PD_TYPE_INVOICE_PREVIEW, NULL);
}

/**
 * pd_invoice_preview_set_pdf:
 * @self: a preview
 * @pdf: the file to show; what is printed and exported are these very bytes
 * @title: (nullable): what a person calls it
 *
 * Opens a file of any format that pd_paper_open() knows in a thread and shows it, or says why it cannot be shown.
 */
void
pd_invoice_preview_set_pdf (PdInvoicePreview *self, GBytes *pdf, const char *title)
{
  g_return_if_fail (PD_IS_INVOICE_PREVIEW (self));
  g_return_if_fail (pdf != NULL);

  pd_invoice_preview_set_loading (self);
  self->pdf = g_bytes_ref (pdf);
  self->title = g_strdup (title);
  pd_set_accessible_label (GTK_WIDGET (self), title != NULL ? title : _ ("Preview"));
  self->cancellable = g_cancellable_new ();
  pd_preview_document_open_async (pdf, title != NULL ? title : _ ("Preview"), self->cancellable, opened_cb,
                                  g_object_ref (self));
}

/**
 * pd_invoice_preview_update_pdf:
 * @self: a preview
 * @pdf: what the same pages look like now
 * @title: (nullable): what a person calls it
 *
 * Opens @pdf in a thread and shows it in place of what is shown until then: the page and the scale stay.
 */
void
pd_invoice_preview_update_pdf (PdInvoicePreview *self, GBytes *pdf, const char *title)
{
  g_return_if_fail (PD_IS_INVOICE_PREVIEW (self));
  g_return_if_fail (pdf != NULL);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->pdf, g_bytes_unref);
  self->pdf = g_bytes_ref (pdf);
  g_free (self->title);
  self->title = g_strdup (title);
  pd_set_accessible_label (GTK_WIDGET (self), title != NULL ? title : _ ("Preview"));
  self->cancellable = g_cancellable_new ();
  pd_preview_document_open_async (pdf, title != NULL ? title : _ ("Preview"), self->cancellable, updated_cb,
                                  g_object_ref (self));
}

/**
 * pd_invoice_preview_set_loading:
 * @self: a preview
 *
 * Shows that something is being prepared, in place of what was shown.
 */
void
pd_invoice_preview_set_loading (PdInvoicePreview *self)
{
  g_return_if_fail (PD_IS_INVOICE_PREVIEW (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->pdf, g_bytes_unref);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->error, g_free);
  pd_layout_say (self->signature, NULL);
  pd_signer_button_set_signature (self->signer, NULL, FALSE);
  pd_preview_view_set_document (self->view, NULL);
  show_state (self, "loading");
}

/**
 * pd_invoice_preview_set_error:
 * @self: a preview
 * @sentence: what happened and what to do
 *
 * Says why there is nothing to see.
 */
void
pd_invoice_preview_set_error (PdInvoicePreview *self, const char *sentence)
{
  g_autofree char *copy = g_strdup (sentence);
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  g_return_if_fail (PD_IS_INVOICE_PREVIEW (self));

  pd_invoice_preview_set_loading (self);
  self->error = g_steal_pointer (&copy);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->status), markup);
  show_state (self, "error");
}

/**
 * pd_invoice_preview_get_pdf:
 * @self: a preview
 *
 * Returns: (transfer none) (nullable): the bytes that are shown
 */
GBytes *
pd_invoice_preview_get_pdf (PdInvoicePreview *self)
{
  g_return_val_if_fail (PD_IS_INVOICE_PREVIEW (self), NULL);

  return self->pdf;
}

/**
 * pd_invoice_preview_get_title:
 * @self: a preview
 *
 * Returns: (nullable): what a person calls it
 */
const char *
pd_invoice_preview_get_title (PdInvoicePreview *self)
{
  g_return_val_if_fail (PD_IS_INVOICE_PREVIEW (self), NULL);

  return self->title;
}

/**
 * pd_invoice_preview_get_n_pages:
 * @self: a preview
 *
 * Returns: how many pages are shown; 0 while there are none
 */
guint
pd_invoice_preview_get_n_pages (PdInvoicePreview *self)
{
  PdPreviewDocument *document;

  g_return_val_if_fail (PD_IS_INVOICE_PREVIEW (self), 0);

  document = pd_preview_view_get_document (self->view);
  return document != NULL ? pd_preview_document_get_n_pages (document) : 0;
}

/**
 * pd_invoice_preview_get_error:
 * @self: a preview
 *
 * Returns: (nullable): the sentence that is shown in place of pages
 */
const char *
pd_invoice_preview_get_error (PdInvoicePreview *self)
{
  g_return_val_if_fail (PD_IS_INVOICE_PREVIEW (self), NULL);

  return self->error;
}

/**
 * pd_invoice_preview_get_view:
 * @self: a preview
 *
 * Returns: (transfer none): the pages
 */
PdPreviewView *
pd_invoice_preview_get_view (PdInvoicePreview *self)
{
  g_return_val_if_fail (PD_IS_INVOICE_PREVIEW (self), NULL);

  return self->view;
}

/** pd_invoice_preview_get_search: Returns: (transfer none): where words are looked for */
PdPreviewSearch *
pd_invoice_preview_get_search (PdInvoicePreview *self)
{
  g_return_val_if_fail (PD_IS_INVOICE_PREVIEW (self), NULL);

  return self->search;
}

/**
 * pd_invoice_preview_copy:
 * @self: a preview
 *
 * Copies the selected text to the clipboard.
 */
void
pd_invoice_preview_copy (PdInvoicePreview *self)
{
  const char *text;

  g_return_if_fail (PD_IS_INVOICE_PREVIEW (self));

  text = pd_preview_view_get_selected_text (self->view);
  if (text != NULL && *text != '\0')
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}
