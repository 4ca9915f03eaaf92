/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-conflict.h"

#include <glib/gi18n-lib.h>

/** Undone: one decision that was taken back. */
typedef struct
{
  PdStoreConflict *conflict; /* (owned) */
  char *entry;               /* (owned) what is open now */
  PdUndo how;
} Undone;

static void
undone_free (Undone *undone)
{
  g_clear_pointer (&undone->conflict, pd_store_conflict_free);
  g_free (undone->entry);
  g_free (undone);
}

/** Undoing: one call of "conflict undo"; it takes all back or none. */
typedef struct
{
  PdCtl *ctl;
  GPtrArray *undone; /* (owned) of Undone */
} Undoing;

static gboolean
undo_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Undoing *self = data;
  const char *name;

  for (guint i = 0; (name = pd_ctl_arguments_positional (self->ctl->arguments, i)) != NULL; i++)
    {
      Undone *undone = g_new0 (Undone, 1);

      g_ptr_array_add (self->undone, undone);
      undone->conflict = pd_ctl_conflict_find (session, name, FALSE, error);
      if (undone->conflict == NULL)
        return FALSE;
      undone->entry = pd_store_undo (session, undone->conflict->id, g_get_real_time (), &undone->how, error);
      if (undone->entry == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
say_undone (PdCtl *ctl, const Undone *undone)
{
  g_autofree char *title = pd_ctl_conflict_title (undone->conflict);

  switch (undone->how)
    {
    case PD_UNDO_PUT_BACK:
      pd_ctl_say (
          ctl,
          _ ("%s: the decision had been sent. A new entry of the inbox puts back what the platform had "
             "before; resolve it to send that."),
          title);
      break;
    case PD_UNDO_KEPT_NEW:
      pd_ctl_say (ctl, _ ("%s: open again. The new record that was made of it has been sent and stays."),
                  title);
      break;
    case PD_UNDO_FOLLOWS:
      pd_ctl_say (
          ctl,
          _ ("%s: the decision is on its way and may have arrived already. A new change follows it and puts "
             "back what the platform had before."),
          title);
      break;
    case PD_UNDO_OPEN:
    default:
      pd_ctl_say (ctl, _ ("%s: open again, as it was."), title);
    }
}

/**
 * pd_ctl_conflict_undo:
 *
 * Takes decisions back, all that are named or none.
 */
gboolean
pd_ctl_conflict_undo (PdCtl *ctl, GError **error)
{
  static const char *const names[] = { "open", "put_back", "kept_new", "follows" };
  Undoing self = { .ctl = ctl };
  gboolean good;

  self.undone = g_ptr_array_new_with_free_func ((GDestroyNotify) undone_free);
  good = pd_store_write (ctl->store, undo_job, &self, ctl->cancellable, error);
  if (good)
    pd_ctl_json_open (ctl->document, "undone", '[');
  for (guint i = 0; good && i < self.undone->len; i++)
    {
      const Undone *undone = g_ptr_array_index (self.undone, i);

      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_string (ctl->document, "id", undone->conflict->id);
      pd_ctl_json_string (ctl->document, "entry", undone->entry);
      pd_ctl_json_string (ctl->document, "how", names[undone->how]);
      pd_ctl_json_close (ctl->document, '}');
      if (!ctl->arguments->json)
        say_undone (ctl, undone);
    }
  if (good)
    pd_ctl_json_close (ctl->document, ']');
  g_ptr_array_unref (self.undone);
  return good;
}
