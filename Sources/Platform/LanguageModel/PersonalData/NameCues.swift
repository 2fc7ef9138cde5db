/// Words around a name that tell that it is one, in plain small letters.
enum NameCues {
    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    /// Before a name, in any case.
    static let titles = words(
        """
        mr mrs ms mx dr prof sr sra srta dra profe profa senor senora senorita mme mlle miss messrs fr rev hon sgt lt
        capt dona mister missus
        """)
    /// Before a name that has a capital: they are words, too.
    static let wordTitles = words(
        """
        coach professor principal teacher nurse officer counselor superintendent director doctor don sir madam madame
        maestro maestra profesor profesora doctor doctora director directora tia tio abuela abuelo aunt auntie uncle
        grandma grandpa para paraprofessional substitute sub custodian psychologist therapist secretary
        """)
    /// People as a school speaks of them.
    static let relations = words(
        """
        student students pupil pupils child children son sons daughter daughters boy boys girl girls kid kids learner
        teacher teachers mother mom mum mama father dad papa parent parents guardian guardians brother brothers sister
        sisters sibling siblings twin twins friend friends classmate classmates cousin cousins grandmother grandfather
        stepmother stepfather stepmom stepdad nephew niece grader freshman sophomore junior senior kindergartner
        colleague neighbor roommate partner buddy peer aide tutor tutee mentee client patient
        family families household alumno alumna alumnos alumnas estudiante estudiantes hijo hija hijos hijas nino nina ninos ninas madre padre
        mami papi hermano hermana hermanos hermanas amigo amiga companero companera maestro maestra primo prima tutor
        tutora abuela abuelo familia padres nieto nieta sobrino sobrina chico chica muchacho muchacha joven acudiente
        """)
    /// "A boy named Hope", "se llama Luz".
    static let naming = words(
        "named llamado llamada llamados llama llamo nombre name names surnamed nicknamed")
    static let greetings = words(
        """
        hi hello hey dear hola querido querida estimado estimada thanks thank gracias bye goodbye congratulations
        congrats welcome bienvenido bienvenida from attn attention cc sorry adios signed sincerely regards
        """)
    /// What somebody does to a person: "ask Will", "remind Hope".
    static let toPeople = words(
        """
        ask asked asking tell told telling help helped helping remind reminded invite invited email emailed thank
        thanked contact contacted gave give giving handed lent tutor tutored mentor mentored interview interviewed teach taught teaching assess
        assessed retest tested suspend suspended discipline disciplined praise praised encourage encouraged refer
        referred pull pulled excuse excused hug hugged bully bullied tease teased pregunte preguntar dile dile decirle
        llame llamar ayudar ayude invite
        """)
    /// What a person does, after the name.
    static let doings = words(
        """
        is was has had isn isnt wasnt hasnt says said asks asked told tells needs needed wants wanted reads read writes
        wrote struggles struggled scored scores passed failed fails missed misses met improved improves knows knew
        thinks thought likes liked loves loved hates hated feels felt seems seemed cried cries refused refuses
        finished completed submitted turned forgot lost left came went got gets gave took brought made said lives lived
        moved transferred enrolled attends attended joined plays played sat sits stood ran hit kicked bit pushed
        punched swears yelled shouted talks talked spoke speaks called texted emailed wrote answered raised solved
        explained learned learns works worked studies studied did does doesnt didnt can cant could couldnt cannot
        should will wont would won arrived stays stayed reported reports disclosed told hugged fell slept sleeps
        mentioned presented shared volunteered agreed disagreed apologized argued fought skipped walked laughed
        wouldnt shouldnt havent elopes eloped decodes blends recites retells verbalizes initiates perseverates tantrums
        earned received gained grew mastered demonstrates demonstrated shows showed tested
        keeps makes tries enjoys prefers interrupts leaves arrives participates performs responds behaves copies
        finishes completes gives takes avoids ignores follows listens watches uses understands confuses guesses skips
        throws breaks starts stops helps shares forgets loses falls thinks believes complains argues fights pushes lacks
        qualifies receives benefits speaks lives comes goes sits stands eats sleeps draws plays sings runs walks works
        threw broke chose drew drove ate found flew froze held hid kept led let put quit rode sang sent shook stole swung
        swore tore woke wore won began begged bullies bites hits kicks throws runs leaves sings draws plays bullied
        tiene necesita lee escribe dijo dice esta estaba es fue era falto llego saco aprobo reprobo quiere vive nacio
        habla llora lloro ayudo entrego olvido sabe puede
        """)
    /// Between a name and what the person does: "May never participates".
    static let adverbs = words(
        """
        never always often rarely seldom sometimes usually frequently constantly also still really recently already just
        only even again currently typically nunca siempre todavia aun ya
        """)
    /// Of the doings, those of things, too: they count only amid a sentence or beside another sign.
    static let weakDoings = words(
        """
        is was has had can could should will would does means
         works worked shows showed grew es fue era esta estaba puede
        """)
    /// After "Grace is": what a person is.
    static let conditions = words(
        """
        absent late sick ill struggling failing reading behind suspended tired happy sad upset crying angry ready
        gifted bilingual autistic dyslexic diabetic allergic pregnant homeless new shy depressed withdrawn anxious bored frustrated confused distracted doing working having getting
        making showing writing learning talking sitting missing passing improving able unable eligible enrolled out
        home gone here sent removed caught ejected benched expelled fine quiet loud disruptive my our your in not years on going coming moving living being bullied
        transferring excused retained receiving testing falling acting refusing asking waiting afraid scared injured
        """)
    /// After "Grace has".
    static let troubles = words(
        """
        trouble difficulty difficulties dyslexia autism adhd anxiety asthma diabetes missed failed improved struggled
        autism an a no not to two three several never already just since difficulty
        """)
    /// What belongs to a person.
    static let belongings = words(
        """
        mother mom mum father dad parent parents guardian guardians family brother sister siblings grandmother
        grandfather aunt uncle friend friends teacher teachers tutor counselor essay essays work homework score scores
        grade grades reading writing math progress attendance behavior behaviour iep plan plans test tests answer
        answers book notebook desk project assignment class goal goals needs data results birthday address phone
        number email house home name backpack file folder record records portfolio exit paper quiz response responses
        case meeting conference medication doctor bus locker group seat report performance absences evaluation
        vision hearing speech language level anxiety skills strengths weaknesses history
        disability diagnosis accommodations understanding thinking voice
        """)
    /// Before a word with a capital that is no name then.
    static let determiners = words(
        """
        the a an these my our your his her its their each every some any no of in la el los las un una
        del al unos unas de en por in new old great saint san santa los north south east west fort mount mt lake port
        cape grand next early late mid
        """)
    /// Before the name of a place that is called after somebody.
    static let places = words(
        "san santa saint st ste new north south east west fort mount mt lake port cape los las")
    /// After the name of a place, a house or a thing that is called after somebody.
    static let institutions = words(
        """
        elementary school schools middle high university college institute hospital county city street avenue road
        river lake island islands bay mountain mountains valley park bridge airport hall house library museum church
        cathedral castle palace station center centre press prize award foundation company corporation law act theorem
        award day week society club stadium building square tower
        """)
    /// Before a colon and a name: "Student: Faith".
    static let labels = words(
        """
        first last given family surname firstname lastname apellido apellidos nombres fname lname alumno name nombre re ref subject from to cc attn for by group groups members member participants present absent
        attendees author signed contact regarding about asunto para de ausente presente grupo speaker
        """)
    /// After a name in brackets or behind a comma.
    static let particulars = words(
        "gr yr rm hr per pd g grade age aged dob born period room homeroom section year grado edad he she my our"
    )
    /// Who belongs to a child: after a name in small letters they make it one.
    static let kin = words(
        """
        mom moms mum mother mothers dad dads father fathers mama papa mami papi parents parent grandma grandpa grandmother
        grandfather brother sister sibling siblings twin stepmom stepdad stepmother stepfather aunt uncle guardian
        teacher counselor tutor family bro sis cuz bff backpack homework hw locker lunchbox inhaler iep chromebook desk jacket seat
        """)
    /// Whose number it is, before a number.
    static let callers = words(
        "mom mum dad mother father grandma grandpa abuela abuelo mama papa aunt uncle tia tio guardian")
    static let auxiliaries = words(
        "will would can could may might must should are were is was have has had do did of for in")
    /// Behind a name and a dash: "Grace - absent".
    static let states = words(
        """
        absent tardy late excused unexcused present out missing suspended sick ill left early no yes ok picked checked
        incomplete complete failing passing see call needs ausente tarde falto presente enfermo enferma retardo pendiente
        gr grade age room period
        """)
    /// Before "with", "by", "from" and a name: what is done with people and with nothing else.
    static let together = words(
        """
        fight fought fighting sit sits sat sitting seat seated partner partners partnered paired arguing argued talk talks
        talked talking spoke speak speaking speaks met meet meeting play plays played playing next lunch copied copying
        cheated cheating stole borrowed away worked working shared sharing friends line stood standing walked walking
        conference call visit message email note letter heard hear hand hands homework
        """)
    /// In small letters before a name: what is asked of people only.
    static let told = words(
        "tell told ask asked remind reminded email emailed texted dile preguntale recuerdele avisale")
    /// After a name in small letters: "grace is absent".
    static let plainStates = words(
        """
        absent sick ill crying tardy suspended bullied sleeping throwing vomiting ausente enferma enfermo malita malito
        """)
    /// What is spoken of in a school, near a name in small letters.
    static let schoolish = words(
        """
        homework hw class practice bus assignment lunch quiz recess locker backpack chromebook ipad detention nurse
        tutoring absences desk phone inhaler fever today yesterday tomorrow tarea escuela recreo clase salon school
        """)
    /// After a name that opens a sentence of Spanish: a noun there would have an article.
    static let clitics = words(
        """
        no se le les lo la me nos te ya esta estaba es fue era tiene tenia tuvo ha va iba dice dijo quiere quiso necesita
        vino viene falto llego lloro llora salio entro hizo hace trajo trae perdio olvido entrego participo participa
        termino empezo comenzo juega jugo pego empujo ayudo ayuda sabe puede pudo lee leyo escribe escribio habla hablo
        vive come comio duerme durmio siempre nunca tambien todavia
        """)
    /// Small words before a name in a list: "de Grace y de Hunter", "for Will and for Hope".
    static let listed = words("de a con para to for with from of by al in")
    /// After a name that is called after somebody and no person: "James River", "Jefferson Memorial".
    static let landmarks = words(
        """
        elementary university college institute hospital county river lake island islands bay mountain mountains valley
        bridge airport museum cathedral castle palace memorial monument creek canal falls ocean sea coast peninsula
        boulevard avenue street expressway stadium theorem doctrine dynasty empire conjecture
        """)
    static let joiners = words("and or y e o und et with con")
    /// Small words within family names.
    static let particles = words(
        "de la las los del der den van von vander da di do dos das du le el al bin ibn san st y e ter ten af av zu o mac mc abu bint"
    )
    /// Verbs that ask what a person may do: "will", "may" are never names in small letters after "my student".
    static let modals = words(
        "will may can must might mark grant hope rob bill sue pat grace trust chase")
    /// Initials that are words of schools.
    static let abbreviations = words(
        """
        id tv pe ap ib el it am pm us uk ok ed hr pd ta pt ot ai pc er ms mr dr st iep ell ela slp esl eld sel rti plc
        gpa sat act gt ld sped na vs dob ssn po ii iii iv vi ma ba bs phd ny la ca tx fl nj dc eu un ad bc is of in on at
        to by or an as do go he if me my no so up we be a i s t d
        """)
}
