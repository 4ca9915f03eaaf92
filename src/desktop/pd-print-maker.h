/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-print-entry.h"

G_BEGIN_DECLS

/** PdPrintMade: the sheets of a queue, and what is to be said of them. */
typedef struct
{
  PdPrintStream *stream; /* (owned) (nullable): %NULL when nothing of the queue can be printed */
  GPtrArray *entries;    /* (owned) of PdPrintEntry: document by document of @stream */
  GPtrArray *unreadable; /* (owned) of PdPrintEntry: what could not be opened */
  GPtrArray *reasons;    /* (owned) of char*: a sentence for each of them */
  GPtrArray *
      omissions; /* (owned) of char*: what is not on paper, a line for each sentence, with the document or how many they are */
} PdPrintMade;

void pd_print_made_free (PdPrintMade *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PdPrintMade, pd_print_made_free)

#define PD_TYPE_PRINT_MAKER (pd_print_maker_get_type ())
G_DECLARE_FINAL_TYPE (PdPrintMaker, pd_print_maker, PD, PRINT_MAKER, GObject)

PdPrintMaker *pd_print_maker_new (void);
void pd_print_maker_make_async (PdPrintMaker *self,
                                GPtrArray *entries,
                                const PdPrintSettings *settings,
                                guint first,
                                guint n_sheets,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
PdPrintMade *pd_print_maker_make_finish (PdPrintMaker *self, GAsyncResult *result, GError **error);
void pd_print_maker_get_progress (PdPrintMaker *self, guint *done, guint *total);

G_END_DECLS
