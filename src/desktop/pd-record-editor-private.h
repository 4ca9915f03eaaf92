/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-code-suggestion.h"
#include "desktop/pd-entry-note.h"
#include "desktop/pd-order-lines.h"
#include "desktop/pd-record-editor.h"
#include "desktop/pd-save.h"
#include "desktop/pd-shortage-note.h"
#include "desktop/pd-special-section.h"
#include "desktop/pd-suggestion-note.h"

G_BEGIN_DECLS

struct _PdRecordEditor
{
  GtkWidget parent_instance;

  /* Template */
  AdwWindowTitle *title;
  GtkButton *save_new;
  GtkScrolledWindow *scroller;
  AdwClamp *clamp;
  GtkBox *content;
  GtkBox *bottom;
  GtkBox *totals;
  GtkLabel *net;
  GtkLabel *tax;
  GtkLabel *gross;
  GtkButton *problems;
  GtkLabel *problems_text;

  /* Owned */
  char *other_order; /* (nullable) that is to be shown once this one was let go */
  PdStore *store;
  PdRecord *original; /* (nullable) what was there when the editing began */
  PdRecord *working;  /* (nullable) what is typed */
  GPtrArray *forms;   /* of PdRecordForm (borrowed) */
  guint layout_source;
  PdRecord *kept; /* (nullable) what was typed when it was last kept in a file */
  guint keep_source;

  /* Borrowed */
  const PdPlace *place;
  PdOrderLines *lines;       /* (nullable) only an order has lines */
  PdSpecialSection *special; /* (nullable) the same */
  PdShortageNote *shortage;  /* (nullable) the same */
  PdEntryNote *entry;        /* (nullable) the same */
  PdSuggestionNote *service; /* (nullable) the same */
  PdCodeSuggestion *code;    /* (nullable) of a good */
  PdEditorDone done;         /* (nullable) what was asked for when leaving */
  gpointer done_data;

  gboolean is_new;
  gboolean checked; /* Save was tried: everything that is wrong is said */
  gboolean saving;
  gboolean then_new; /* what follows the save that runs */
  PdSaveFlags save_flags;
};

enum
{
  SAVED,
  LEFT,
  REMOVED_LINE,
  REMOVED_SPECIAL,
  N_SIGNALS
};

extern guint pd_record_editor_signals[];

void pd_record_editor_start_keeping (PdRecordEditor *self, gboolean restored);
void pd_record_editor_stop_keeping (PdRecordEditor *self);
guint pd_record_editor_show_problems (PdRecordEditor *self);
void pd_record_editor_next_problem (PdRecordEditor *self);
char *pd_record_editor_new_warnings (PdRecordEditor *self);
void pd_record_editor_update (PdRecordEditor *self);
void pd_record_editor_go_on (PdRecordEditor *self);
void pd_record_editor_add_lines (PdRecordEditor *self);
void pd_record_editor_add_code (PdRecordEditor *self);
void pd_record_editor_add_service (PdRecordEditor *self, GtkWidget *form);
void pd_record_editor_show_service (PdRecordEditor *self);

G_END_DECLS
