/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-invoice-preview.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "desktop/pd-tooltip.h"

struct _PdInvoicePreview
{
  GtkWidget parent_instance;

  GtkWidget *content; /* everything */
  GtkWidget *stack;   /* "loading", "error", "pages" */
  GtkWidget *spinner;
  GtkWidget *status;   /* the page "error" */
  PdPreviewView *view; /* the page "pages" */
  GtkWidget *bar;
  GtkWidget *page_entry;
  GtkWidget *page_label;
  GtkWidget *zoom_button;
  GtkWidget *menu; /* the context menu */

  GBytes *pdf;               /* (owned) (nullable) */
  char *title;               /* (owned) (nullable) */
  char *error;               /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) of the opening */
};

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

static void
show_page_number (PdInvoicePreview *self)
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

static void
page_changed_cb (PdPreviewView *view, GParamSpec *pspec, gpointer user_data)
{
  show_page_number (user_data);
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
  show_page_number (self);
  show_factor (self);
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
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

/* --- actions */

static void
zoom_in_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_preview_view_zoom_step (PD_INVOICE_PREVIEW (widget)->view, 1);
}

static void
zoom_out_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_preview_view_zoom_step (PD_INVOICE_PREVIEW (widget)->view, -1);
}

static void
zoom_normal_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_preview_view_set_factor (PD_INVOICE_PREVIEW (widget)->view, 1);
}

static void
zoom_to_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_preview_view_set_factor (PD_INVOICE_PREVIEW (widget)->view, g_variant_get_int32 (parameter) / 100.0);
}

static void
turn_page_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PdInvoicePreview *self = PD_INVOICE_PREVIEW (widget);
  guint page = pd_preview_view_get_page (self->view);

  if (g_str_equal (name, "preview.first-page"))
    page = 0;
  else if (g_str_equal (name, "preview.last-page"))
    page = G_MAXUINT;
  else if (g_str_equal (name, "preview.next-page"))
    page++;
  else if (page > 0)
    page--;
  pd_preview_view_set_page (self->view, page);
}

static void
copy_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_invoice_preview_copy (PD_INVOICE_PREVIEW (widget));
}

static void
select_all_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_preview_view_select_all (PD_INVOICE_PREVIEW (widget)->view);
}

static gboolean
scroll_key_cb (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  double dx, dy;

  g_variant_get (parameter, "(dd)", &dx, &dy);
  pd_preview_view_scroll_by (PD_INVOICE_PREVIEW (widget)->view, dx, dy);
  return TRUE;
}

static void
page_entered_cb (GtkEntry *entry, gpointer user_data)
{
  PdInvoicePreview *self = user_data;
  guint64 number;

  if (g_ascii_string_to_unsigned (gtk_editable_get_text (GTK_EDITABLE (entry)), 10, 1, PD_PREVIEW_MAX_PAGES,
                                  &number, NULL))
    pd_preview_view_set_page (self->view, (guint) number - 1);
  else
    gtk_widget_error_bell (GTK_WIDGET (entry));
  show_page_number (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
page_entry_left_cb (GtkEventControllerFocus *controller, gpointer user_data)
{
  show_page_number (user_data);
}

static void
menu_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  PdInvoicePreview *self = user_data;
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
view_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer user_data)
{
  gtk_widget_grab_focus (GTK_WIDGET (PD_INVOICE_PREVIEW (user_data)->view));
}

/* --- the widgets */

static GtkWidget *
icon_button (const char *icon, const char *name, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  pd_set_tooltip (button, name);
  pd_set_accessible_label (button, name);
  gtk_widget_add_css_class (button, "flat");
  return button;
}

static GtkWidget *
create_page_controls (PdInvoicePreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->page_entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->page_entry), 3);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->page_entry), 4);
  gtk_editable_set_alignment (GTK_EDITABLE (self->page_entry), 1);
  gtk_entry_set_input_purpose (GTK_ENTRY (self->page_entry), GTK_INPUT_PURPOSE_DIGITS);
  g_signal_connect (self->page_entry, "activate", G_CALLBACK (page_entered_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (page_entry_left_cb), self);
  gtk_widget_add_controller (self->page_entry, focus);
  self->page_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->page_label, "numeric");
  gtk_widget_set_margin_start (self->page_label, 3);
  gtk_widget_set_margin_end (self->page_label, 3);
  gtk_box_append (GTK_BOX (box),
                  icon_button ("go-up-symbolic", _ ("Previous page"), "preview.previous-page"));
  gtk_box_append (GTK_BOX (box), self->page_entry);
  gtk_box_append (GTK_BOX (box), self->page_label);
  gtk_box_append (GTK_BOX (box), icon_button ("go-down-symbolic", _ ("Next page"), "preview.next-page"));
  return box;
}

static GMenuModel *
create_zoom_menu (void)
{
  static const int percents[] = { 50, 75, 125, 150, 200, 300, 400 };
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) modes = g_menu_new ();
  g_autoptr (GMenu) sizes = g_menu_new ();

  g_menu_append (modes, _ ("Fit Width"), "preview.zoom::fit-width");
  g_menu_append (modes, _ ("Fit Page"), "preview.zoom::fit-page");
  g_menu_append (modes, _ ("Actual Size"), "preview.zoom::actual-size");
  for (guint i = 0; i < G_N_ELEMENTS (percents); i++)
    {
      g_autofree char *label = g_strdup_printf (_ ("%d %%"), percents[i]);
      g_autofree char *action = g_strdup_printf ("preview.zoom-to(%d)", percents[i]);

      g_menu_append (sizes, label, action);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (modes));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (sizes));
  return G_MENU_MODEL (menu);
}

static GtkWidget *
create_zoom_controls (PdInvoicePreview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  g_autoptr (GMenuModel) menu = create_zoom_menu ();

  self->zoom_button = gtk_menu_button_new ();
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->zoom_button), menu);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (self->zoom_button), TRUE);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->zoom_button), GTK_ARROW_UP);
  gtk_widget_add_css_class (self->zoom_button, "flat");
  gtk_widget_add_css_class (self->zoom_button, "numeric");
  pd_set_tooltip (self->zoom_button, _ ("Zoom"));
  gtk_box_append (GTK_BOX (box), icon_button ("zoom-out-symbolic", _ ("Zoom out"), "preview.zoom-out"));
  gtk_box_append (GTK_BOX (box), self->zoom_button);
  gtk_box_append (GTK_BOX (box), icon_button ("zoom-in-symbolic", _ ("Zoom in"), "preview.zoom-in"));
  return box;
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
create_context_menu (PdInvoicePreview *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *focus_click = gtk_gesture_click_new ();

  g_menu_append (menu, _ ("Copy"), "preview.copy");
  g_menu_append (menu, _ ("Select All"), "preview.select-all");
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  pd_set_accessible_label (self->menu, _ ("Selected text"));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (menu_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (focus_click), GTK_PHASE_CAPTURE);
  g_signal_connect (focus_click, "pressed", G_CALLBACK (view_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (focus_click));
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
add_keys (GtkWidgetClass *klass)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, GDK_CONTROL_MASK, "preview.zoom-in" },
    { GDK_KEY_equal, GDK_CONTROL_MASK, "preview.zoom-in" },
    { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "preview.zoom-in" },
    { GDK_KEY_minus, GDK_CONTROL_MASK, "preview.zoom-out" },
    { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "preview.zoom-out" },
    { GDK_KEY_0, GDK_CONTROL_MASK, "preview.zoom-normal" },
    { GDK_KEY_KP_0, GDK_CONTROL_MASK, "preview.zoom-normal" },
    { GDK_KEY_Page_Up, 0, "preview.previous-page" },
    { GDK_KEY_Page_Down, 0, "preview.next-page" },
    { GDK_KEY_Home, 0, "preview.first-page" },
    { GDK_KEY_End, 0, "preview.last-page" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "preview.copy" },
    { GDK_KEY_a, GDK_CONTROL_MASK, "preview.select-all" },
  };
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    double dx;
    double dy;
  } scrolls[] = {
    { GDK_KEY_Up, 0, 0, -0.1 },   { GDK_KEY_Down, 0, 0, 0.1 },  { GDK_KEY_Left, 0, -0.1, 0 },
    { GDK_KEY_Right, 0, 0.1, 0 }, { GDK_KEY_space, 0, 0, 0.9 }, { GDK_KEY_space, GDK_SHIFT_MASK, 0, -0.9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (klass, keys[i].key, keys[i].modifiers, keys[i].action, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (scrolls); i++)
    gtk_widget_class_add_binding (klass, scrolls[i].key, scrolls[i].modifiers, scroll_key_cb, "(dd)",
                                  scrolls[i].dx, scrolls[i].dy);
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
  widget_class->grab_focus = pd_invoice_preview_grab_focus;

  properties[PROP_ZOOM] =
      g_param_spec_enum ("zoom", NULL, NULL, PD_TYPE_PREVIEW_ZOOM, PD_PREVIEW_FIT_WIDTH,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_READY] =
      g_param_spec_boolean ("ready", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_property_action (widget_class, "preview.zoom", "zoom");
  gtk_widget_class_install_action (widget_class, "preview.zoom-in", NULL, zoom_in_cb);
  gtk_widget_class_install_action (widget_class, "preview.zoom-out", NULL, zoom_out_cb);
  gtk_widget_class_install_action (widget_class, "preview.zoom-normal", NULL, zoom_normal_cb);
  gtk_widget_class_install_action (widget_class, "preview.zoom-to", "i", zoom_to_cb);
  gtk_widget_class_install_action (widget_class, "preview.first-page", NULL, turn_page_cb);
  gtk_widget_class_install_action (widget_class, "preview.previous-page", NULL, turn_page_cb);
  gtk_widget_class_install_action (widget_class, "preview.next-page", NULL, turn_page_cb);
  gtk_widget_class_install_action (widget_class, "preview.last-page", NULL, turn_page_cb);
  gtk_widget_class_install_action (widget_class, "preview.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "preview.select-all", NULL, select_all_cb);
  add_keys (widget_class);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "invoicepreview");
}

static void
pd_invoice_preview_init (PdInvoicePreview *self)
{
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  create_stack (self);
  self->bar = gtk_center_box_new ();
  gtk_widget_add_css_class (self->bar, "toolbar");
  gtk_center_box_set_start_widget (GTK_CENTER_BOX (self->bar), create_page_controls (self));
  gtk_center_box_set_end_widget (GTK_CENTER_BOX (self->bar), create_zoom_controls (self));
  gtk_box_append (GTK_BOX (self->content), self->stack);
  gtk_box_append (GTK_BOX (self->content), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (self->content), self->bar);
  create_context_menu (self);
  g_signal_connect (self->view, "notify::page", G_CALLBACK (page_changed_cb), self);
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
 * Opens @pdf in a thread and shows it, or says why it cannot be shown.
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
  pd_preview_document_open_async (pdf, self->cancellable, opened_cb, g_object_ref (self));
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
