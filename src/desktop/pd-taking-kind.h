/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "desktop/pd-taking-row.h"
#include "document/pd-sheet.h"
#include "store/pd-store.h"

G_BEGIN_DECLS

/** PdTakingKind: a sort of file whose rows are taken over, after a person has seen them. All texts are untranslated. */
typedef struct
{
  const char *title;
  const char *headline; /* where the file is asked for */
  const char *hint;
  const char *columns[PD_TAKING_N_TEXTS]; /* (nullable) headings */
  int widths[PD_TAKING_N_TEXTS];          /* pixels */
  int narrow_widths[PD_TAKING_N_TEXTS];   /* where the window is not wide enough for them */
  guint numeric_column;                   /* PD_TAKING_N_TEXTS: none */
  gboolean has_ticks;

  /* In a thread: what is in the file; NULL with @error when it is none of this sort. */
  gpointer (*read) (PdSheetBook *book, GError **error);
  /* In a job of the store: what would become of it. */
  gboolean (*plan) (PdStoreSession *session, gpointer work, GCancellable *cancellable, GError **error);
  /* The rows, before or after they were entered. */
  void (*list) (gpointer work, GListStore *rows);
  /* Said above the rows. (transfer full) */
  char *(*summarize) (gpointer work);
  /* @ticked: (element-type guint): the choices that were ticked. Returns: in how many transactions they are entered */
  guint (*prepare) (gpointer work, const GArray *ticked);
  /* In a writing job of the store. */
  gboolean (*enter) (PdStoreSession *session, gpointer work, guint step, GError **error);
  /* The transaction of this step was given up. */
  void (*forget) (gpointer work, guint step);
  /* On the button. @n_ticked: of the rows that have a tick. NULL: there is nothing to enter. (transfer full) (nullable) */
  char *(*label) (gpointer work, guint n_ticked);
  void (*free) (gpointer work);
} PdTakingKind;

extern const PdTakingKind pd_taking_tracking;
extern const PdTakingKind pd_taking_statement;

G_END_DECLS
