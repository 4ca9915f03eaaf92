/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desktop/pd-record-list.h"
#include "desktop/pd-row-selection.h"
#include "desktop/pd-saved-view.h"
#include "desktop/pd-state-chips.h"

G_BEGIN_DECLS

struct _PdRecordList
{
  GtkWidget parent_instance;

  /* Template */
  GtkBox *tools;
  GtkSearchEntry *search;
  GtkMenuButton *view_button;
  GtkDropDown *filter;
  GtkButton *choose_columns;
  GtkStack *stack;
  GtkSpinner *spinner;
  GtkScrolledWindow *scroller;
  GtkColumnView *view;
  AdwStatusPage *empty;
  GtkButton *empty_new;
  GtkButton *empty_import;
  GtkBox *bottom;
  GtkLabel *count;
  GtkButton *issue;
  GtkMenuButton *steps;
  GtkButton *cancel;
  GtkButton *mail;
  GtkMenuButton *papers;
  GtkButton *print;

  PdStateChips *chips;   /* (nullable) child */
  GtkWidget *view_label; /* of the button */
  GtkWidget *view_list;  /* (nullable) in its popover, a list box */
  GtkWidget *view_flags; /* (nullable) in its popover, a box of check buttons */

  /* Owned */
  PdRowModel *model;
  PdRowSelection *selection;
  PdRowItem *current; /* (nullable) what alone is selected */
  GSettings *settings;
  GPtrArray *shown;   /* of PdPlaceColumn (borrowed): the columns that there are */
  GPtrArray *columns; /* of GtkColumnViewColumn (owned), as in @shown */
  char *view_name;    /* (nullable) of the view that was chosen last */
  guint flags;        /* of PdViewFlags */
  char *wanted;       /* (nullable) the id of a record to select as soon as it is listed */
  PdRowItem *watched; /* (nullable) the selected item, while its content is not there */
  gulong watched_handler;
  guint layout_source;
  guint order_source;
  gboolean is_applying; /* several filters change together */
  gboolean is_filling;  /* columns come and go, and nobody has dragged them */
  guint wanted_source;
  guint top_source;
  gboolean
      is_other_query; /* the rows that come next answer to another question: they are read from the top */

  /* Borrowed */
  const PdPlace *place;
};

void pd_record_list_sorter_changed_cb (GtkSorter *sorter, GtkSorterChange change, PdRecordList *self);
void pd_record_list_fill_columns (PdRecordList *self);
void pd_record_list_watch_columns (PdRecordList *self);
gboolean pd_record_list_select_wanted_cb (gpointer user_data);
void pd_record_list_apply_filter (PdRecordList *self, PdStoreQuery *query);
char *pd_record_list_get_filter_name (PdRecordList *self);
void pd_record_list_set_filter_name (PdRecordList *self, const char *name);
void pd_record_list_apply_filters (PdRecordList *self);
void pd_record_list_apply_flags (PdRecordList *self, PdStoreQuery *query);
void pd_record_list_add_views (PdRecordList *self);
void pd_record_list_show_order (PdRecordList *self, int field, gboolean descending);
void pd_record_list_fill_filter (PdRecordList *self);
void pd_record_list_add_chips (PdRecordList *self, PdStore *store);
void pd_record_list_width_changed_cb (PdRecordList *self);

G_END_DECLS
