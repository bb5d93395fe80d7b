import { computed } from './computed.js'
import { type Question, type Section, sections } from './question.js'
import { arabicQuestions } from './questions-arabic.js'

type Asked = Pick<Question, 'automatic' | 'question' | 'hf'> & {
  readonly rai?: string
  readonly ds3?: readonly number[]
}

/** The questions of a section by the second half of their slugs, in order. `rai` names are separated by spaces. */
const asked: Record<Section, Readonly<Record<string, Asked>>> = {
  motivation: {
    purpose: {
      question: 'Why was the data set made: for which task, to fill which gap?',
      automatic: 'H',
      rai: 'rai:dataUseCases',
      hf: 'Curation Rationale',
      ds3: [3],
    },
    creators: {
      question: 'Who made it, and for which organisation?',
      automatic: 'P',
      rai: 'sc:creator',
      hf: 'Curated by',
      ds3: [1],
    },
    funding: {
      question: 'Who paid for it, and under which grant?',
      automatic: 'H',
      rai: 'sc:funder',
      hf: 'Funded by',
      ds3: [13],
    },
  },
  composition: {
    instances: {
      question: 'What is one instance, and are there several kinds?',
      automatic: 'P',
      rai: 'cr:RecordSet',
      hf: 'Dataset Structure',
      ds3: [8],
    },
    counts: {
      question: 'How many instances are there of each kind?',
      automatic: 'A',
      hf: 'Dataset Structure',
      ds3: [2],
    },
    sampling: {
      question:
        'Is this everything there is, or a sample; of what, how representative, and how was that checked?',
      automatic: 'H',
      rai: 'rai:dataLimitations',
      hf: 'Source Data',
      ds3: [3],
    },
    content: {
      question: 'What does an instance hold: raw text, or features made from it?',
      automatic: 'A',
      rai: 'cr:field',
      hf: 'Dataset Structure',
      ds3: [8],
    },
    labels: {
      question: 'Does an instance have a label or target?',
      automatic: 'A',
      rai: 'cr:Label',
      hf: 'Annotations',
      ds3: [12],
    },
    missing: {
      question: 'What is missing from instances, and why?',
      automatic: 'P',
      rai: 'rai:dataCollectionMissingData',
      hf: 'Dataset Structure',
      ds3: [11],
    },
    links: {
      question: 'Are relations between instances made explicit?',
      automatic: 'A',
      rai: 'cr:references',
      hf: 'Dataset Structure',
    },
    splits: {
      question: 'Are splits for training, tuning and testing recommended, and on what grounds?',
      automatic: 'P',
      rai: 'cr:Split',
      hf: 'Dataset Structure',
    },
    errors: {
      question: 'What is known of errors, noise and redundancy?',
      automatic: 'A',
      rai: 'rai:dataLimitations',
      hf: 'Bias, Risks, and Limitations',
      ds3: [10, 11],
    },
    external: {
      question:
        'Does the data set stand alone, or lean on outside resources; will they last, and may they be used?',
      automatic: 'P',
      rai: 'rai:dataCollectionRawData cr:isLiveDataset',
      hf: 'Source Data',
      ds3: [4],
    },
    confidential: {
      question: 'Is anything in it confidential?',
      automatic: 'H',
      rai: 'rai:personalSensitiveInformation',
      hf: 'Personal and Sensitive Information',
      ds3: [13],
    },
    offensive: {
      question: 'Could anything in it offend, threaten or upset a reader?',
      automatic: 'H',
      rai: 'rai:dataBiases rai:dataSocialImpact',
      hf: 'Bias, Risks, and Limitations',
      ds3: [3, 16],
    },
    people: { question: 'Is the data set about people?', automatic: 'H' },
    subpopulations: {
      question: 'Does it mark groups of people; how, and in what proportions?',
      automatic: 'H',
      rai: 'rai:personalSensitiveInformation',
      hf: 'Personal and Sensitive Information',
      ds3: [6],
    },
    identifiable: {
      question: 'Can a person be recognised from it, alone or together with other data?',
      automatic: 'P',
      rai: 'rai:personalSensitiveInformation',
      hf: 'Personal and Sensitive Information',
      ds3: [6],
    },
    sensitive: {
      question:
        'Does it tell sensitive things of people: origin, belief, politics, health, money, whereabouts, biometrics, identity numbers, crime?',
      automatic: 'H',
      rai: 'rai:personalSensitiveInformation',
      hf: 'Personal and Sensitive Information',
      ds3: [6],
    },
  },
  collection: {
    acquisition: {
      question: 'How was each instance obtained (observed, reported, inferred), and how was it verified?',
      automatic: 'P',
      rai: 'rai:dataCollection rai:dataCollectionType',
      hf: 'Data Collection and Processing',
      ds3: [8],
    },
    procedures: {
      question: 'Which tools and procedures collected it, and how were they checked?',
      automatic: 'P',
      rai: 'rai:dataCollection',
      hf: 'Data Collection and Processing',
      ds3: [9],
    },
    strategy: {
      question: 'If it is a sample, how was the sample drawn?',
      automatic: 'H',
      rai: 'rai:dataCollection',
      hf: 'Data Collection and Processing',
      ds3: [3],
    },
    collectors: {
      question: 'Who collected it, and how were they paid?',
      automatic: 'H',
      rai: 'rai:dataCollection',
      hf: 'Who are the source data producers?',
      ds3: [7, 12],
    },
    timeframe: {
      question: 'When was it collected, and when did its content come about?',
      automatic: 'A',
      rai: 'rai:dataCollectionTimeframe',
      hf: 'Data Collection and Processing',
      ds3: [8],
    },
    ethics: {
      question: 'Was there an ethical review; with what outcome, and where are its papers?',
      automatic: 'H',
      rai: 'sc:ethicsPolicy',
      ds3: [13],
    },
    people: { question: 'Was data about people collected?', automatic: 'H' },
    directness: {
      question: 'Did it come from these people themselves, or from others?',
      automatic: 'H',
      rai: 'rai:dataCollectionType',
      hf: 'Source Data',
      ds3: [13],
    },
    notice: {
      question: 'Were they told; in which words?',
      automatic: 'H',
      rai: 'rai:dataCollection',
      hf: 'Personal and Sensitive Information',
      ds3: [13],
    },
    consent: {
      question: 'Did they agree; to which words?',
      automatic: 'H',
      rai: 'rai:dataCollection',
      hf: 'Personal and Sensitive Information',
      ds3: [13],
    },
    revocation: {
      question: 'Can they take their agreement back, and how?',
      automatic: 'H',
      rai: 'rai:dataReleaseMaintenancePlan',
      hf: 'Personal and Sensitive Information',
      ds3: [13, 15],
    },
    impact: {
      question: 'Was it assessed what the data set and its use may do to them?',
      automatic: 'H',
      rai: 'rai:dataSocialImpact',
      hf: 'Bias, Risks, and Limitations',
      ds3: [13],
    },
  },
  preprocessing: {
    steps: {
      question: 'What was done to the data: normalised, split, removed, filled in, labelled?',
      automatic: 'A',
      rai: 'rai:dataPreprocessingProtocol rai:dataManipulationProtocol rai:dataImputationProtocol',
      hf: 'Data Collection and Processing',
      ds3: [9],
    },
    raw: {
      question: 'Was the raw data kept, and where is it?',
      automatic: 'A',
      rai: 'rai:dataCollectionRawData',
      hf: 'Data Collection and Processing',
      ds3: [9],
    },
    software: {
      question: 'Which software did it, and can others have it?',
      automatic: 'A',
      rai: 'prov:wasGeneratedBy',
      hf: 'Data Collection and Processing',
      ds3: [9],
    },
  },
  uses: {
    previous: {
      question: 'What has it been used for so far?',
      automatic: 'H',
      rai: 'rai:dataUseCases',
      hf: 'Uses',
      ds3: [3],
    },
    publications: {
      question: 'Is there a list of papers and systems that use it?',
      automatic: 'H',
      hf: 'Dataset Sources',
    },
    possible: {
      question: 'What else could it be used for?',
      automatic: 'H',
      rai: 'rai:dataUseCases',
      hf: 'Direct Use',
      ds3: [3],
    },
    limitations: {
      question: 'Does its content, or how it was collected, limit later uses; what can be done about that?',
      automatic: 'H',
      rai: 'rai:dataBiases rai:dataLimitations',
      hf: 'Recommendations',
      ds3: [11],
    },
    prohibited: {
      question: 'What should it not be used for?',
      automatic: 'H',
      rai: 'rai:dataLimitations',
      hf: 'Out-of-Scope Use',
      ds3: [11],
    },
  },
  distribution: {
    recipients: {
      question: 'Will it be given to others than those it was made for?',
      automatic: 'H',
      ds3: [14],
    },
    channel: {
      question: 'How is it given out (archive, interface, repository), and does it have a DOI?',
      automatic: 'P',
      rai: 'sc:distribution sc:identifier',
      hf: 'Repository',
      ds3: [14],
    },
    date: {
      question: 'When is it given out?',
      automatic: 'A',
      rai: 'sc:datePublished',
      ds3: [14],
    },
    license: {
      question: 'Under which licence or terms, and at what price?',
      automatic: 'A',
      rai: 'sc:license sc:usageInfo',
      hf: 'License',
      ds3: [14],
    },
    restrictions: {
      question: 'Do others hold rights in the instances, or restrict them in other ways?',
      automatic: 'P',
      rai: 'sc:license sc:usageInfo',
      hf: 'License',
      ds3: [4, 14],
    },
    regulation: {
      question: 'Do export controls or other rules of law apply?',
      automatic: 'H',
      rai: 'sc:usageInfo',
      ds3: [14],
    },
  },
  maintenance: {
    host: {
      question: 'Who hosts and looks after it?',
      automatic: 'P',
      rai: 'sc:maintainer',
      hf: 'Dataset Card Contact',
      ds3: [15],
    },
    contact: {
      question: 'How can they be reached?',
      automatic: 'P',
      rai: 'sc:maintainer',
      hf: 'Dataset Card Contact',
      ds3: [15],
    },
    erratum: {
      question: 'Is there a list of errors found, and where?',
      automatic: 'P',
      rai: 'rai:dataReleaseMaintenancePlan',
      ds3: [15],
    },
    updates: {
      question: 'Will it be updated; how often, by whom, and how will users hear of it?',
      automatic: 'H',
      rai: 'rai:dataReleaseMaintenancePlan cr:isLiveDataset',
      ds3: [15],
    },
    retention: {
      question: 'Is there a limit to how long data about people may be kept?',
      automatic: 'H',
      rai: 'rai:dataReleaseMaintenancePlan',
      ds3: [15],
    },
    versions: {
      question: 'Are older versions kept, and how will users hear that one is obsolete?',
      automatic: 'P',
      rai: 'sc:version cr:sdVersion',
      ds3: [15],
    },
    contributions: {
      question: 'Can others extend it; who checks what they send, and how does it reach users?',
      automatic: 'P',
      rai: 'rai:dataReleaseMaintenancePlan',
      ds3: [15],
    },
  },
}

const GATE = 'people'

/** All of them: 50 questions, two gates, and a free prompt at the end of each section. */
export const questions: readonly Question[] = numbered(
  (Object.keys(sections) as Section[]).flatMap(section => [
    ...Object.entries(asked[section]).map(([name, question]) => entry(section, name, question)),
    entry(section, 'more', { question: 'Anything else?', automatic: 'H' }),
  ]),
)

function entry(section: Section, name: string, { rai = '', ds3 = [], ...question }: Asked): Question {
  const slug = `${section}.${name}`
  const compute = computed[slug]
  const arabic = arabicQuestions[slug]
  if (arabic === undefined) throw new Error(`the question ${slug} is not there in Arabic`)
  return {
    slug,
    section,
    kind: name === GATE ? 'gate' : name === 'more' ? 'more' : 'question',
    ...question,
    arabic,
    rai: rai.split(' ').filter(property => property !== ''),
    ds3,
    ...(compute !== undefined && { computed: compute }),
  }
}

function numbered(questions: readonly Question[]): readonly Question[] {
  let number = 0
  return questions.map(one => (one.kind === 'question' ? { ...one, number: ++number } : one))
}
