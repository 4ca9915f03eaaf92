/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-conflict-detail-private.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-conflict-atom.h"
#include "desktop/pd-conflict-preview.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-wrap-box.h"

/* What can be done about a conflict: which buttons each kind has, when they can be pressed, what they ask for. */

/* --- what can be done now */

static gboolean
is_complete (PdConflictDetail *self)
{
  for (guint i = 0; i < self->atoms->len; i++)
    if (!pd_conflict_atom_is_complete (g_ptr_array_index (self->atoms, i)))
      return FALSE;
  return pd_conflict_preview_is_good (PD_CONFLICT_PREVIEW (self->preview));
}

/* Whether the questions are asked field by field, and the button carries the answers out. */
static gboolean
asks_fields (PdConflictDetail *self)
{
  return self->kind == PD_CONFLICT_FIELDS || self->kind == PD_CONFLICT_REJECTED;
}

static char *
resolve_label (PdConflictDetail *self)
{
  guint n = self->n_alike + 1;

  if (n > 1)
    return g_strdup_printf (ngettext ("Resolve %u Record", "Resolve %u Records", n), n);
  return g_strdup (self->kind == PD_CONFLICT_REJECTED ? _ ("Send Again") : _ ("Resolve"));
}

void
pd_conflict_detail_update_buttons (PdConflictDetail *self)
{
  g_autofree char *label = resolve_label (self);
  gboolean complete = is_complete (self);

  if (asks_fields (self))
    gtk_button_set_label (GTK_BUTTON (self->first), label);
  gtk_widget_set_sensitive (self->first, !self->busy && (!asks_fields (self) || complete));
  gtk_widget_set_sensitive (self->second, !self->busy && (self->kind != PD_CONFLICT_FROZEN || complete));
  gtk_widget_set_sensitive (self->all_mine, !self->busy);
  gtk_widget_set_sensitive (self->all_theirs, !self->busy);
}

static void
choose_all (PdConflictDetail *self, PdSide side)
{
  pd_resolution_choose_all (self->resolution, side);
  for (guint i = 0; i < self->atoms->len; i++)
    pd_conflict_atom_forget (g_ptr_array_index (self->atoms, i));
  pd_conflict_detail_decided (self);
}

static void
all_mine_cb (PdConflictDetail *self)
{
  choose_all (self, PD_SIDE_MINE);
}

static void
all_theirs_cb (PdConflictDetail *self)
{
  choose_all (self, PD_SIDE_THEIRS);
}

static void
resolve_with (PdConflictDetail *self, PdSide side)
{
  if (self->resolution != NULL)
    pd_resolution_choose_all (self->resolution, side);
  pd_conflict_detail_act (self, PD_CONFLICT_RESOLVE);
}

/* The suggested button: never one that throws something away. */
static void
first_cb (PdConflictDetail *self)
{
  switch (self->kind)
    {
    case PD_CONFLICT_FROZEN:
    case PD_CONFLICT_DELETED_THERE:
      pd_conflict_detail_act (self, PD_CONFLICT_AS_NEW);
      break;
    case PD_CONFLICT_DELETED_HERE:
      resolve_with (self, PD_SIDE_THEIRS);
      break;
    case PD_CONFLICT_ABSENT:
      resolve_with (self, PD_SIDE_MINE);
      break;
    case PD_CONFLICT_COMMAND:
      pd_conflict_detail_act (self, PD_CONFLICT_AGAIN);
      break;
    case PD_CONFLICT_FIELDS:
    case PD_CONFLICT_REJECTED:
    default:
      pd_conflict_detail_act (self, PD_CONFLICT_RESOLVE);
    }
}

static void
second_cb (PdConflictDetail *self)
{
  if (self->kind == PD_CONFLICT_DELETED_HERE)
    resolve_with (self, PD_SIDE_MINE);
  else if (self->kind == PD_CONFLICT_FROZEN)
    pd_conflict_detail_act (self, PD_CONFLICT_RESOLVE);
  else
    resolve_with (self, PD_SIDE_THEIRS);
}

static void
open_cb (PdConflictDetail *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-record", "(ss)", self->conflict->type->name,
                              self->conflict->record_id);
}

/**
 * pd_conflict_detail_activate:
 * @self: a detail
 *
 * As if the suggested button were pressed, where it can be.
 */
void
pd_conflict_detail_activate (PdConflictDetail *self)
{
  g_return_if_fail (PD_IS_CONFLICT_DETAIL (self));

  if (self->conflict != NULL && gtk_widget_get_sensitive (self->first))
    first_cb (self);
}

/* --- which buttons there are */

static const struct
{
  PdConflictKind kind;
  const char *first;
  const char *second; /* (nullable) */
} words[] = {
  { PD_CONFLICT_FIELDS, N_ ("Resolve"), NULL },
  { PD_CONFLICT_REJECTED, N_ ("Send Again"), N_ ("Discard My Changes") },
  { PD_CONFLICT_FROZEN, N_ ("New Order from My Version"), N_ ("Take the Platform Version") },
  { PD_CONFLICT_DELETED_THERE, N_ ("New Record from My Version"), N_ ("Accept the Deletion") },
  { PD_CONFLICT_DELETED_HERE, N_ ("Keep It"), N_ ("Delete It After All") },
  { PD_CONFLICT_ABSENT, N_ ("Send Again"), N_ ("Discard") },
  { PD_CONFLICT_COMMAND, N_ ("Ask Again"), N_ ("Let It Be") },
};

void
pd_conflict_detail_show_buttons (PdConflictDetail *self)
{
  gboolean several = asks_fields (self) && self->atoms->len > 0;

  gtk_button_set_label (GTK_BUTTON (self->first), _ (words[self->kind].first));
  gtk_widget_set_visible (self->second, words[self->kind].second != NULL);
  if (words[self->kind].second != NULL)
    gtk_button_set_label (GTK_BUTTON (self->second), _ (words[self->kind].second));
  gtk_widget_set_visible (gtk_widget_get_parent (self->all_mine), several);
}

void
pd_conflict_detail_set_busy (PdConflictDetail *self, gboolean busy)
{
  g_return_if_fail (PD_IS_CONFLICT_DETAIL (self));

  self->busy = busy;
  if (self->conflict != NULL)
    pd_conflict_detail_update_buttons (self);
}

static GtkWidget *
button_new (PdConflictDetail *self, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

GtkWidget *
pd_conflict_detail_create_choose_all (PdConflictDetail *self)
{
  GtkWidget *box = pd_wrap_box_new (12);

  self->all_mine = button_new (self, _ ("Mine for All"), G_CALLBACK (all_mine_cb));
  self->all_theirs = button_new (self, _ ("Platform for All"), G_CALLBACK (all_theirs_cb));
  pd_set_tooltip (self->all_mine,
                  _ ("What both changed becomes as it is here; what only others changed stays theirs"));
  pd_set_tooltip (self->all_theirs, _ ("Everything becomes as it is on the platform"));
  pd_set_accessible_label (self->all_mine, gtk_button_get_label (GTK_BUTTON (self->all_mine)));
  pd_set_accessible_label (self->all_theirs, gtk_button_get_label (GTK_BUTTON (self->all_theirs)));
  pd_wrap_box_append (PD_WRAP_BOX (box), self->all_mine);
  pd_wrap_box_append (PD_WRAP_BOX (box), self->all_theirs);
  return box;
}

GtkWidget *
pd_conflict_detail_create_buttons (PdConflictDetail *self)
{
  GtkWidget *box = pd_wrap_box_new (12);

  self->first = button_new (self, _ ("Resolve"), G_CALLBACK (first_cb));
  self->second = button_new (self, "", G_CALLBACK (second_cb));
  self->open = button_new (self, _ ("Open the Record"), G_CALLBACK (open_cb));
  gtk_widget_add_css_class (self->first, "suggested-action");
  gtk_widget_set_tooltip_text (self->first, _ ("Ctrl+Enter"));
  pd_wrap_box_append (PD_WRAP_BOX (box), self->first);
  pd_wrap_box_append (PD_WRAP_BOX (box), self->second);
  pd_wrap_box_append (PD_WRAP_BOX (box), self->open);
  return box;
}
