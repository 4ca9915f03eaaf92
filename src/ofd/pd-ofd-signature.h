/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ofd/pd-ofd-document.h"

G_BEGIN_DECLS

/**
 * PdOfdVerdict:
 * @PD_OFD_VERDICT_VALID: nothing was changed, and somebody trusted vouches for the signer
 * @PD_OFD_VERDICT_EXPIRED: nothing was changed, but the certificate was not in force, then or now
 * @PD_OFD_VERDICT_UNKNOWN_SIGNER: nothing was changed, but nobody trusted vouches for the signer
 * @PD_OFD_VERDICT_CHANGED: the file is not what was signed
 * @PD_OFD_VERDICT_UNREADABLE: of a form that cannot be checked
 *
 * What is to be thought of a signature. A file without any has none.
 */
typedef enum
{
  PD_OFD_VERDICT_VALID,
  PD_OFD_VERDICT_EXPIRED,
  PD_OFD_VERDICT_UNKNOWN_SIGNER,
  PD_OFD_VERDICT_CHANGED,
  PD_OFD_VERDICT_UNREADABLE,
} PdOfdVerdict;

/** PdOfdSignature: a signature of an OFD file after it was checked. */
typedef struct
{
  PdOfdVerdict verdict;
  gboolean is_missing; /* the file names a signature that is not in it */
  gboolean
      is_of_odd_list; /* the list of the signatures, which none of them covers, is damaged: one may be lost */
  GPtrArray *changed; /* (owned) of char*: parts that are not as they were signed, or are missing */
  guint n_uncovered;  /* parts of the file that this signature says nothing of, besides the signatures' own */
  GBytes *certificate; /* (owned) (nullable): the signer's, X.509 in DER */
  char *owner;         /* (owned) (nullable): whose certificate it is */
  char *issuer;        /* (owned) (nullable): who issued it */
  char *seal_name;     /* (owned) (nullable) */
  gint64 signed_at;    /* microseconds since 1970; 0: not said */
  gint64 valid_from;   /* of the certificate; likewise */
  gint64 valid_until;
} PdOfdSignature;

GPtrArray *pd_ofd_document_check_signatures (PdOfdDocument *self,
                                             GPtrArray *trusted,
                                             gint64 now,
                                             GCancellable *cancellable);

G_END_DECLS
