/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "superstore/superstore-file.h"
#include "sync/sync-fixture.h"

G_BEGIN_DECLS

#define SUPER_N_DESKS 3

/** SuperPlan: what is to happen to an order besides the usual. */
typedef enum
{
  SUPER_SHARED = 1 << 0,    /* two desks work on it, neither knows of the other */
  SUPER_SENT_BACK = 1 << 1, /* after its approval, once */
  SUPER_CREDIT = 1 << 2,    /* it is sent before it is paid */
  SUPER_TWO_RATES = 1 << 3, /* it is paid in two parts, in two ways */
  SUPER_TOO_MUCH = 1 << 4,  /* more is paid than it costs; the rest goes back at the end */
  SUPER_RECALLED = 1 << 5,  /* its parcels come back, once, and go out again */
  SUPER_TWO_PARCELS = 1 << 6,
  SUPER_QUARREL = 1 << 7, /* two desks write another telephone number into it */
  SUPER_SEEN = 1 << 8     /* all desks note a conversation */
} SuperPlan;

/** SuperJob: an order on its way. */
typedef struct
{
  const SuperOrder *order; /* (borrowed) */
  char *id;                /* (owned) of its record */
  guint index;
  guint owner;   /* a desk */
  guint plan;    /* of SuperPlan: what is still to happen of it */
  guint seen_by; /* bits of the desks that have noted their conversation */
  gboolean done; /* its owner has seen that nothing is left to be done */
} SuperJob;

/** SuperShop: a platform, three desks, and what their day is about. */
typedef struct
{
  SuperFile *file; /* (borrowed) */
  Office *office;
  Desktop third;
  GPtrArray *jobs;    /* of SuperJob */
  GHashTable *intake; /* name → pieces that were booked in */
  GHashTable
      *kept;  /* ids of what somebody entered that nobody may remove: rows of money, conversations, returns */
  gint64 now; /* microseconds; goes on with each row */
  guint n_rounds;
  guint n_saved;
  guint n_commands;
  guint n_conflicts; /* of fields */
  guint n_refused;   /* commands */
} SuperShop;

/* superstore-shop.c */
SuperShop *super_shop_open (SuperFile *file);
void super_shop_close (SuperShop *shop);
Desktop *super_desk (SuperShop *shop, guint desk);
void super_sync (SuperShop *shop, guint desk);
void super_do (SuperShop *shop, guint desk, PdStoreJob job, gpointer data);
void super_look (SuperShop *shop, guint desk, PdStoreJob job, gpointer data);
gint64 super_count (SuperShop *shop, guint desk, const char *sql);
gint64 super_now (SuperShop *shop);

/* superstore-import.c */
void super_take_goods_in (SuperShop *shop);
void super_import (SuperShop *shop);

/* superstore-work.c */
gboolean super_work (SuperShop *shop, guint desk);
void super_decide (SuperShop *shop, guint desk);

/* superstore-audit.c */
void super_audit_orders (SuperShop *shop, guint desk);
void super_audit_stock (SuperShop *shop, guint desk);
void super_audit_bureau (SuperShop *shop);
void super_audit_sync (SuperShop *shop);

G_END_DECLS
