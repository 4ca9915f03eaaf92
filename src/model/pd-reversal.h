/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/**
 * PdReversalError: why something cannot be reversed so.
 * @PD_REVERSAL_ERROR_INVOICE: the invoice is none that is reversed, at all
 * @PD_REVERSAL_ERROR_NOTHING: nothing of it is left, or nothing was chosen
 * @PD_REVERSAL_ERROR_LINE: there is no such line
 * @PD_REVERSAL_ERROR_QUANTITY: a quantity is wrong, or more than is left
 * @PD_REVERSAL_ERROR_AMOUNT: an amount is wrong, or more than is left
 * @PD_REVERSAL_ERROR_REASON: the reason does not suit
 * @PD_REVERSAL_ERROR_CONTENT: the form does not say what the blue invoice says
 */
typedef enum
{
  PD_REVERSAL_ERROR_INVOICE,
  PD_REVERSAL_ERROR_NOTHING,
  PD_REVERSAL_ERROR_LINE,
  PD_REVERSAL_ERROR_QUANTITY,
  PD_REVERSAL_ERROR_AMOUNT,
  PD_REVERSAL_ERROR_REASON,
  PD_REVERSAL_ERROR_CONTENT,
} PdReversalError;

#define PD_REVERSAL_ERROR (pd_reversal_error_quark ())
GQuark pd_reversal_error_quark (void);

/** PdReversible: a line of a blue invoice, net of its discount line, and what of it may still be reversed. */
typedef struct
{
  guint blue_line; /* counts from 1, discount lines included: the bureau's number of it */
  PdRecord *line;  /* (owned) of the invoice */
  gint64 net;      /* fen, the whole line's */
  gint64 tax;
  gint64 net_left; /* fen */
  gint64 tax_left;
  char *quantity_left; /* (nullable) canonical decimal; %NULL for a line without a quantity */
} PdReversible;

/** PdReversalChoice: how much of a line: a quantity, or an amount with tax, or with neither all that is left of it. */
typedef struct
{
  guint blue_line;
  const char *quantity; /* (nullable) as a person wrote it */
  gint64 gross;         /* fen with tax; 0: none */
} PdReversalChoice;

void pd_reversible_free (PdReversible *reversible);

gboolean pd_reversal_check_invoice (const PdRecord *invoice, GError **error);
GPtrArray *pd_reversal_list_left (const PdRecord *invoice, GPtrArray *forms);
gint64 pd_reversal_amount_left (const PdRecord *invoice, GPtrArray *forms);
gboolean pd_reversal_is_complete (const PdRecord *invoice);
gboolean pd_reversal_may_reopen (const PdRecord *order, GError **error);
gboolean pd_reversal_split (const PdReversible *left,
                            const PdReversalChoice *choice,
                            char **quantity,
                            gint64 *net,
                            gint64 *tax,
                            GError **error);
PdRecord *pd_reversal_new_form (const PdRecord *invoice,
                                GPtrArray *forms,
                                const char *reason,
                                const PdReversalChoice *choices,
                                guint n_choices,
                                const char *id,
                                const char *date,
                                GError **error);
void pd_reversal_add_rest (PdRecord *form, const PdRecord *invoice, GPtrArray *forms);
gboolean
pd_reversal_check_form (const PdRecord *form, const PdRecord *invoice, GPtrArray *forms, GError **error);
PdRecord *pd_reversal_new_red_invoice (const PdRecord *form, const PdRecord *blue, const char *id);
void pd_reversal_take_off (PdRecord *blue, const PdRecord *form);

G_END_DECLS
