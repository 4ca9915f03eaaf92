/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gateway/pd-gateway.h"

G_BEGIN_DECLS

/** FormFault: what goes wrong with one call about a form. */
typedef enum
{
  FORM_FAULT_NONE,
  FORM_FAULT_LOSE_REQUEST, /* nothing arrives, nobody knows */
  FORM_FAULT_LOSE_ANSWER,  /* it arrives, nobody knows */
  FORM_FAULT_TAKEN_IN,     /* it arrives; the answer does not tell how the form stands */
  FORM_FAULT_REFUSE,
  FORM_FAULT_UNAVAILABLE, /* not sent, for certain */
  FORM_FAULT_SIGN_IN,
} FormFault;

/** FormBureau: a bureau of forms in memory. What it has issued outlives the platform that asked. */
typedef struct
{
  gint64 *now;
  gboolean needs_word;   /* the buyer has used its invoices: it has a say */
  gboolean is_slow;      /* the red invoice comes only when it is asked for */
  FormFault next_apply;  /* of the next call alone */
  FormFault next_action; /* of the next call alone */
  GHashTable *invoices;  /* key → number */
  GHashTable *forms;     /* key, or uuid of what the buyer entered → BureauForm */
  guint n_red;           /* red invoices, ever */
  guint n_applied;       /* forms, ever */
  guint n_queries;       /* calls of query_form */
  guint n_redelivered;   /* invoices that were sent again */
  char *redelivered;     /* (nullable) "number to whom", the last of them */
} FormBureau;

PdGateway *form_bureau_new (gint64 *now, FormBureau **bureau);
PdGateway *form_bureau_new_other (gint64 *now, FormBureau **bureau);
void form_bureau_answer (FormBureau *bureau, gboolean confirms);
void form_bureau_agree (FormBureau *bureau);
/* @net: fen; 0: of all that is left, and without telling its lines */
void form_bureau_enter (FormBureau *bureau, const PdRecord *blue, gint64 net, gint64 tax);

G_END_DECLS
