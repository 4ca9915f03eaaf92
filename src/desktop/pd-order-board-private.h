/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desktop/pd-look.h"
#include "desktop/pd-order-board.h"
#include "store/pd-store-board.h"

G_BEGIN_DECLS

/** PdBoardColumn: one stage on the board. */
typedef struct
{
  PdOrderBoard *board;
  const char *stage;
  guint limit; /* how many cards are read */

  /* Borrowed */
  GtkWidget *head;
  GtkWidget *list; /* a list box of cards */
  GtkWidget *more; /* a button */
} PdBoardColumn;

struct _PdOrderBoard
{
  GtkWidget parent_instance;

  GtkWidget *kinds;
  GtkWidget *trouble;
  GtkWidget *box; /* of the columns */

  PdLook *look;        /* (owned) (nullable) */
  GSettings *settings; /* (owned) */
  GPtrArray *columns;  /* (owned) of PdBoardColumn */
  char *focused; /* (owned) (nullable) the order whose card had the keyboard before all were made anew */
  const char *kind;
  gboolean wants_focus; /* the keyboard comes to the first card as soon as there is one */
};

void pd_order_board_open (PdOrderBoard *self, GtkWidget *card);
void pd_order_board_move (PdOrderBoard *self, GtkWidget *card, const char *stage);
PdBoardColumn *pd_order_board_add_column (PdOrderBoard *self, const char *stage);
void pd_order_board_fill_column (PdOrderBoard *self,
                                 PdBoardColumn *column,
                                 const PdStoreStage *stage,
                                 const char *today);
gboolean pd_order_board_focus_first (PdOrderBoard *self);
void pd_order_board_restore_focus (PdOrderBoard *self);

G_END_DECLS
