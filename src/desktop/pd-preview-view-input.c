/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preview-view-private.h"

#include <math.h>

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, gpointer user_data)
{
  PdPreviewView *self = user_data;
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if ((state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE)
    pd_preview_view_zoom_at (self, self->factor * exp (-dy / 200), self->pointer_x, self->pointer_y);
  else if (dy != 0)
    pd_preview_view_zoom_at (self, pd_preview_zoom_next (self->factor, dy < 0 ? 1 : -1), self->pointer_x,
                             self->pointer_y);
  return GDK_EVENT_STOP;
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, gpointer user_data)
{
  PdPreviewView *self = user_data;

  self->pointer_x = x;
  self->pointer_y = y;
}

/* Two fingers: the point between them stays. */
static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, gpointer user_data)
{
  PdPreviewView *self = user_data;

  self->pinch_factor = self->factor;
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, gpointer user_data)
{
  PdPreviewView *self = user_data;
  double x = self->pointer_x, y = self->pointer_y;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  pd_preview_view_zoom_at (self, self->pinch_factor * scale, x, y);
}

/* The middle button takes hold of the paper. */
static void
pan_begin_cb (GtkGestureDrag *gesture, double x, double y, gpointer user_data)
{
  PdPreviewView *self = user_data;

  self->pan_x = gtk_adjustment_get_value (self->horizontal);
  self->pan_y = gtk_adjustment_get_value (self->vertical);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
pan_cb (GtkGestureDrag *gesture, double dx, double dy, gpointer user_data)
{
  PdPreviewView *self = user_data;

  gtk_adjustment_set_value (self->horizontal, self->pan_x - dx);
  gtk_adjustment_set_value (self->vertical, self->pan_y - dy);
}

/*< private > pd_preview_view_add_controllers: wheel, touch pad and middle button */
void
pd_preview_view_add_controllers (PdPreviewView *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *pan = gtk_gesture_drag_new ();

  /* Before the scrolled window takes the wheel for itself. */
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "enter", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (pinch), GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (pan), GDK_BUTTON_MIDDLE);
  g_signal_connect (pan, "drag-begin", G_CALLBACK (pan_begin_cb), self);
  g_signal_connect (pan, "drag-update", G_CALLBACK (pan_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pan));
}
